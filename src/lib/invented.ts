/** What `bev review` makes up in place of what only an update knows: its id says so of each resource. */

const MARK = "invented-";

export type Invented = `${typeof MARK}${string}`;

export function invented(id: string): Invented {
  return `${MARK}${id}`;
}

export function isInvented(id: string): id is Invented {
  return id.startsWith(MARK);
}

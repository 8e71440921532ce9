/** One row for each argument of a resource: two values, and where Vault's own answer shows it. */

export interface Row {
  property: string;
  before: unknown;
  /** What it is changed to; absent where a change would make another resource. */
  after?: unknown;
  /** Path in Vault's answer. */
  shown: string;
  /** What is shown there instead of the values themselves. */
  expected?: { before: unknown; after?: unknown };
}

export interface Subject {
  token: string;
  /** Where Vault tells of it, and the member of that answer. */
  at: string;
  entry?: string;
  /** What names it: its place in Vault shows it. */
  place: Record<string, unknown>;
  rows: Row[];
  /** What Vault is not told, or does not tell, with the reason. */
  own: Record<string, { value?: unknown; why: string }>;
}

export function row(
  property: string,
  before: unknown,
  after: unknown,
  shown: string,
  expected?: { before: unknown; after: unknown },
): Row {
  return { property, before, after, shown, ...(expected && { expected }) };
}

/** Only when it is made. */
export function made(property: string, before: unknown, shown: string, told = before): Row {
  return { property, before, shown, expected: { before: told } };
}

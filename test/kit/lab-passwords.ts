/** Passwords of the lab's services, as their files have them and as PostgreSQL takes them from a client. */
import { expect } from "@jest/globals";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { lab } from "./lab.ts";

export const POSTGRES = ["thanos", "postgres"] as const;
export const POOLER = ["thanos", "connection-pooler"] as const;

/** From PostgreSQL's own container, over TCP. */
export const WAYS = {
  direct: "-h $(hostname -i) -p 5432",
  pooler: "-h connection-pooler -p 6432",
};
export type Way = keyof typeof WAYS;

export async function passwordOf(
  [node, service]: readonly [NodeName, string],
  file: string,
): Promise<string> {
  const text = await lab.exec(node, service, "cat", `/run/secrets/${file}`);
  const found = /[A-Za-z0-9]{40}/.exec(text)?.[0] ?? "";
  expect(found).toHaveLength(40);
  return found;
}

/** How often `bev rotate` says that a secret was rotated. */
export async function rotationsOf(secret: string): Promise<number> {
  const { stdout } = await lab.bev("rotate", "--lab");
  return Number(new RegExp(`^${secret} .* (\\d+) *$`, "m").exec(stdout)?.[1]);
}

/** As the server's first user, who needs no password there. */
export function psql(statement: string): Promise<string> {
  return lab.exec(...POSTGRES, "psql", "-U", "researcher", "-d", "osint", "-qAtc", statement);
}

/** What the server says to a client that comes over TCP with this password. */
export async function answerWith(secret: string, way: Way = "direct"): Promise<string> {
  const query = `psql ${WAYS[way]} -U researcher -d osint -qAtc 'select 1'`;
  const args = ["exec", "--env", `PGPASSWORD=${secret}`, "bev_postgres", "sh", "-c", query];
  return (await lab.try("thanos", ...args)).output.trim();
}

/** PostgreSQL and Redis of the lab, asked in their own containers. */
import type { NodeName } from "../../src/catalog/nodes.ts";
import { containerOf, lab } from "./lab.ts";

export function sqlIn(
  node: NodeName,
  service: string,
  statement: string,
  database = "osint",
): Promise<string> {
  return lab.exec(node, service, "psql", "-U", "researcher", "-d", database, "-qAtc", statement);
}

export const onPrimary = (statement: string, database?: string): Promise<string> =>
  sqlIn("thanos", "postgres", statement, database);
export const onReplica = (statement: string): Promise<string> =>
  sqlIn("oracle1", "postgres-replica", statement);

export function redisIn(node: NodeName, service: string, command: string): Promise<string> {
  const login = "REDISCLI_AUTH=$(sed 's/^requirepass //' /run/secrets/auth.conf)";
  return lab.exec(node, service, "sh", "-c", `${login} redis-cli ${command}`);
}

/** Of the rows that `writeSteadily` writes. */
export const WRITTEN = "create table written (id serial primary key, at timestamptz default now())";

/** Writes a row each fifth of a second until its server or its session is gone, and answers the number of the last one. */
export async function writeSteadily(): Promise<number> {
  const each = "insert into written default values returning id \\watch 0.2";
  const command = `echo '${each}' | psql -U researcher -d osint -qAt`;
  const { stdout } = await lab.try("thanos", "exec", containerOf("postgres"), "sh", "-c", command);
  return Number(stdout.trim().split("\n").at(-1));
}

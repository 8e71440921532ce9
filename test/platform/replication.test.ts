/** PostgreSQL's rows of THANOS on ORACLE1, by logical replication. */
import { describe, expect, it } from "@jest/globals";
import { containerOf, lab } from "../kit/lab.ts";
import { ask } from "../kit/patience.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { putBack } from "../kit/put-back.ts";

const PRIMARY = ["thanos", "postgres"] as const;
const REPLICA = ["oracle1", "postgres-replica"] as const;
const AS = ["psql", "-U", "researcher", "-d", "osint", "-qAt"];

function psql([node, service]: readonly [NodeName, string], ...statements: string[]) {
  const commands = statements.flatMap((statement) => ["-c", statement]);
  return lab.exec(node, service, ...AS, ...commands);
}

/** What the replica answers, asked until it is `wanted`. */
async function soonOnReplica(statement: string, wanted: string): Promise<string> {
  const [node, service] = REPLICA;
  const { stdout } = await ask(
    () => lab.try(node, "exec", containerOf(service), ...AS, "-c", statement),
    (found) => found.stdout.trim() === wanted,
  );
  return stdout.trim();
}

describe("the replica on ORACLE1", () => {
  putBack(async () => {
    await psql(REPLICA, "drop table if exists replicated, apart");
    await psql(PRIMARY, "drop table if exists replicated, apart");
  });

  it("has the rows of THANOS, those from before it knew the table and those from after", async () => {
    const table = "create table replicated (id int primary key, at vector(2))";
    await psql(PRIMARY, table, "insert into replicated values (1, '[1,2]')");
    await psql(REPLICA, table);
    expect(await soonOnReplica("select id, at from replicated", "1|[1,2]")).toBe("1|[1,2]");
    await psql(
      PRIMARY,
      "update replicated set at = '[3,4]'",
      "insert into replicated values (2, '[5,6]')",
    );
    const rows = "select string_agg(id || at::text, ' ' order by id) from replicated";
    expect(await soonOnReplica(rows, "1[3,4] 2[5,6]")).toBe("1[3,4] 2[5,6]");
  });

  it("says which table it lacks, and goes on with the others", async () => {
    await psql(PRIMARY, "create table apart (id int primary key)");
    await psql(PRIMARY, "insert into replicated values (3, '[7,8]')");
    expect(await soonOnReplica("select count(*) from replicated", "3")).toBe("3");
    const problem = 'replication: ERROR:  relation "public.apart" does not exist';
    const said = () => lab.log(...REPLICA);
    expect(await ask(said, (found) => found.includes(problem))).toContain(problem);
    const dump = ["pg_dump", "-U", "researcher", "--schema-only", "--no-privileges", "-t", "apart"];
    const definition = await lab.exec(...PRIMARY, ...dump, "osint");
    await psql(REPLICA, definition.replace(/^\\.*$/gm, ""));
    await psql(PRIMARY, "insert into apart values (7)");
    expect(await soonOnReplica("select id from apart", "7")).toBe("7");
  });

  it("logs in with a password that only its own file holds", async () => {
    const file = await lab.exec(...REPLICA, "cat", "/run/secrets/replication");
    const password = file.split(":").at(-1) ?? "";
    const seen = [
      JSON.stringify([await lab.inspectOne(...PRIMARY), await lab.inspectOne(...REPLICA)]),
      await lab.log(...PRIMARY),
      await lab.log(...REPLICA),
      await psql(REPLICA, "select subconninfo from pg_subscription"),
      await lab.exec(...PRIMARY, "sh", "-c", "cat /run/secrets/*"),
      ...lab.stateFiles(),
    ].join("\n");
    expect(password).toHaveLength(40);
    expect(seen).toContain("SCRAM-SHA-256$4096:");
    expect(seen.includes(password)).toBe(false);
    const login = (given: string) =>
      lab.try(
        ...(["thanos", "exec", "--env", `PGPASSWORD=${given}`, "bev_postgres"] as const),
        ...["psql", "-h", "127.0.0.1", "-U", "postgres_replica", "-d", "osint", "-Atc", "select 1"],
      );
    expect((await login(password)).stdout).toBe("1\n");
    expect((await login("wrong")).output).toContain("password authentication failed");
  });
});

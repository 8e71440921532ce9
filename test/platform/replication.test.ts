/** PostgreSQL's rows of THANOS on ORACLE1, which is deployed first and knows no password of the other. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { describeWithDocker, docker } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { ask } from "../kit/patience.ts";
import { takesTurns } from "../kit/turns.ts";
import { reach } from "../kit/tailnet.ts";

takesTurns();

const PRIMARY = "bev_thanos_postgres";
const REPLICA = "bev_oracle1_postgres_replica";
const THANOS = "127.30.0.2";

function psql(container: string, ...statements: string[]): Promise<string> {
  const commands = statements.flatMap((statement) => ["-c", statement]);
  return docker("exec", container, "psql", "-U", "researcher", "-d", "osint", "-qAt", ...commands);
}

/** What the replica answers, asked until it is this. */
async function soonOnReplica(statement: string, wanted: string): Promise<string> {
  const { stdout } = await ask(
    () => run("docker", ["exec", REPLICA, ...QUERY, statement]),
    (found) => found.stdout.trim() === wanted,
  );
  return stdout.trim();
}
const QUERY = ["psql", "-U", "researcher", "-d", "osint", "-qAtc"];

describeWithDocker("the replica on ORACLE1", () => {
  let program: LocalProgram;
  let alone: Run;
  let both: Run;
  let told: Run;
  let leave: () => void = () => undefined;

  const up = (...nodes: string[]) =>
    program.bev("up", "--local", ...nodes, "--only", "postgres,postgres-replica");

  beforeAll(async () => {
    program = new LocalProgram();
    alone = await program.bev("up", "--local", "oracle1", "--only", "postgres-replica");
    leave = await reach(REPLICA, THANOS, 5432);
    both = await up("oracle1", "thanos");
    // Without Vault it learns only now whom it must trust (ADR-0014).
    told = await up("oracle1", "thanos");
  });

  afterAll(async () => {
    leave();
    await program.bev("down");
    program.remove();
  });

  it("is live before there is a primary, and waits for it", () => {
    expect(`${alone.output} code ${String(alone.code)}`).toMatch(/code 0$/);
    for (const { output, code } of [both, told])
      expect(`${output} code ${String(code)}`).toMatch(/code 0$/);
  });

  it("has the rows of THANOS, those from before and those from after", async () => {
    const table = "create table finding (id int primary key, at vector(2))";
    await psql(PRIMARY, table, "insert into finding values (1, '[1,2]')");
    await psql(REPLICA, table);
    expect(await soonOnReplica("select id, at from finding", "1|[1,2]")).toBe("1|[1,2]");
    await psql(
      PRIMARY,
      "update finding set at = '[3,4]'",
      "insert into finding values (2, '[5,6]')",
    );
    const rows = "select string_agg(id || at::text, ' ' order by id) from finding";
    expect(await soonOnReplica(rows, "1[3,4] 2[5,6]")).toBe("1[3,4] 2[5,6]");
  });

  it("says which table it lacks, and goes on with the others", async () => {
    await psql(PRIMARY, "create table apart (id int primary key)");
    await psql(PRIMARY, "insert into finding values (3, '[7,8]')");
    expect(await soonOnReplica("select count(*) from finding", "3")).toBe("3");
    const said = async () => (await run("docker", ["logs", REPLICA])).output;
    const problem = 'replication: ERROR:  relation "public.apart" does not exist';
    expect(await ask(said, (found) => found.includes(problem))).toContain(problem);
    const definition = await docker(
      ...[
        "exec",
        PRIMARY,
        "pg_dump",
        "-U",
        "researcher",
        "--schema-only",
        "--no-privileges",
        "-t",
        "apart",
        "osint",
      ],
    );
    await psql(REPLICA, definition.replace(/^\\.*$/gm, ""));
    await psql(PRIMARY, "insert into apart values (7)");
    expect(await soonOnReplica("select id from apart", "7")).toBe("7");
  });

  it("has nothing to change on either node", async () => {
    for (const stack of ["oracle1", "thanos"]) {
      const planned = await program.pulumi("preview", "--stack", stack, "--expect-no-changes");
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
    }
  });

  it("logs in with a password that only its own file holds", async () => {
    const file = await docker("exec", REPLICA, "cat", "/run/secrets/replication");
    const password = file.split(":").at(-1) ?? "";
    const seen = [
      await docker("inspect", PRIMARY, REPLICA),
      (await run("docker", ["logs", PRIMARY])).output,
      (await run("docker", ["logs", REPLICA])).output,
      await psql(REPLICA, "select subconninfo from pg_subscription"),
      await docker("exec", PRIMARY, "sh", "-c", "cat /run/secrets/*"),
      alone.output,
      both.output,
      ...program.stateFiles(),
    ].join("\n");
    expect(password).toHaveLength(40);
    expect(seen).toContain("SCRAM-SHA-256$4096:");
    expect(seen.includes(password)).toBe(false);
    const login = (given: string) =>
      run("docker", [
        ...["exec", "--env", `PGPASSWORD=${given}`, PRIMARY, "psql", "-h", "127.0.0.1"],
        ...["-U", "postgres_replica", "-d", "osint", "-Atc", "select 1"],
      ]);
    expect((await login(password)).stdout).toBe("1\n");
    expect((await login("wrong")).output).toContain("password authentication failed");
  });
});

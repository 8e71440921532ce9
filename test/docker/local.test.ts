/** `bev up --local`: Redis and PostgreSQL for real, and everything that can go wrong with them. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import path from "node:path";
import { describeWithDocker, docker, inspect } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram, madeOnEngine } from "../kit/local-program.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const REDIS = "bev_oracle1_redis";
const POSTGRES = "bev_thanos_postgres";

let program: LocalProgram;

function upRedis(): Promise<Run> {
  return program.bev("up", "--local", "oracle1", "--only", "redis");
}

function psql(statement: string): Promise<string> {
  const command = `PGPASSWORD=$(cat /run/secrets/password) psql -h 127.0.0.1 -U researcher -d osint -Atc "${statement}"`;
  return docker("exec", POSTGRES, "sh", "-c", command);
}

function redis(...args: string[]): Promise<string> {
  const login = "REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf)";
  return docker("exec", REDIS, "sh", "-c", `${login} redis-cli ${args.join(" ")}`);
}

describeWithDocker("bev up --local", () => {
  let first: Run;

  beforeAll(async () => {
    program = new LocalProgram();
    first = await program.bev("up", "--local", "oracle1", "thanos", "--only", "redis,postgres");
  });

  afterAll(async () => {
    await program.bev("down");
    program.remove();
  });

  it("ends when both services are live", async () => {
    expect(first.output).toContain("oracle1  live");
    expect(first.output).toContain("thanos   live");
    expect(first.code).toBe(0);
    for (const name of [REDIS, POSTGRES]) {
      const { State, HostConfig } = await inspect(name);
      expect(State.Health?.Status).toBe("healthy");
      expect(HostConfig["PidsLimit"]).toBe(2048);
    }
  });

  it("reads back what was written to PostgreSQL, by nearest neighbour", async () => {
    await psql("create table item (name text, at vector(3))");
    await psql("insert into item values ('near', '[1,2,3]'), ('far', '[9,9,9]')");
    expect(await psql("select name from item order by at <-> '[1,2,2]' limit 1")).toBe("near");
    expect(await psql("show server_version_num")).toMatch(/^17/);
  });

  it("holds the databases, roles and extensions of the catalogue", async () => {
    const databases =
      "select datname, rolname from pg_database d join pg_roles r on r.oid = datdba";
    expect((await psql(databases)).split("\n")).toEqual(
      expect.arrayContaining([
        "osint|researcher",
        "airflow|airflow",
        "auto_recovery|auto_recovery",
      ]),
    );
    expect(await psql("select rolcanlogin from pg_roles where rolname = 'airflow'")).toBe("f");
    expect(await psql("select extname from pg_extension order by 1")).toBe("plpgsql\nvector");
  });

  it("reads back what was written to Redis", async () => {
    expect(await redis("set", "greeting", "hello")).toBe("OK");
    expect(await redis("get", "greeting")).toBe("hello");
    expect(await redis("info", "server")).toMatch(/redis_version:8\./);
  });

  it("lets nobody in without the password", async () => {
    expect(await docker("exec", REDIS, "redis-cli", "get", "greeting")).toContain("NOAUTH");
    const refused = await run("docker", [
      ...["exec", "--env", "PGPASSWORD=wrong", POSTGRES],
      ...["psql", "-h", "127.0.0.1", "-U", "researcher", "-d", "osint", "-c", "select 1"],
    ]);
    expect(refused.output).toContain("password authentication failed");
  });

  it("shows the passwords nowhere: not in inspect, state, logs or output", async () => {
    const passwords = [
      await docker("exec", POSTGRES, "cat", "/run/secrets/password"),
      (await docker("exec", REDIS, "cat", "/run/secrets/auth.conf")).replace("requirepass ", ""),
    ];
    const seen = [
      await docker("inspect", REDIS, POSTGRES),
      (await run("docker", ["logs", REDIS])).output,
      (await run("docker", ["logs", POSTGRES])).output,
      first.output,
      (await program.pulumi("stack", "export", "--stack", "thanos")).stdout,
      ...program.stateFiles(),
    ].join("\n");
    expect(passwords.map((password) => password.length)).toEqual([40, 40]);
    expect(passwords.filter((password) => seen.includes(password))).toEqual([]);
    expect(seen).toContain(POSTGRES);
  });

  it("has nothing to change afterwards, seen from the state and from the Engine", async () => {
    for (const stack of ["oracle1", "thanos"]) {
      const planned = await program.pulumi("preview", "--stack", stack, "--expect-no-changes");
      expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
      const refreshed = await program.pulumi(
        "preview",
        "--stack",
        stack,
        "--refresh",
        "--expect-no-changes",
      );
      expect(`${refreshed.output} code ${String(refreshed.code)}`).toMatch(/code 0$/);
    }
  });

  it("heals a container that was killed, and its data is still there", async () => {
    const before = await inspect(REDIS);
    await redis("bgsave");
    await docker("kill", REDIS);
    const healed = await upRedis();
    expect(healed.code).toBe(0);
    const after = await inspect(REDIS);
    expect(after.State.Health?.Status).toBe("healthy");
    expect(after.Id).not.toBe(before.Id);
    expect(await redis("get", "greeting")).toBe("hello");
  });

  describe("with a container that never gets live", () => {
    const good = '"redis-server", "/usr/local/etc/redis/redis.conf"';
    const bad = '"redis-server", "--no-such-option", "1"';
    let failed: Run;

    beforeAll(async () => {
      program.edit("src/catalog/database.ts", good, bad);
      failed = await upRedis();
    });

    it("fails with the container's last lines, and names it", () => {
      expect(failed.code).toBe(1);
      expect(failed.output).toContain(`wait until ${REDIS} is live`);
      expect(failed.output).toContain("it was restarted 5 times; last 20 log lines:");
      const lines = failed.output.trimEnd().split("\n");
      const logged = lines.slice(
        lines.findIndex((line) => line.endsWith("last 20 log lines:")) + 1,
      );
      expect(logged).toHaveLength(20);
      expect(logged.join("\n")).toContain("Unresolved Configuration(s) Detected");
    });

    it("tries again at the next up instead of passing", async () => {
      const again = await upRedis();
      expect(again.code).toBe(1);
      expect(again.output).toContain("is not live");
    });

    it("comes back with the next good version", async () => {
      program.edit("src/catalog/database.ts", bad, good);
      const repaired = await upRedis();
      expect(repaired.code).toBe(0);
      expect(await redis("get", "greeting")).toBe("hello");
    });
  });

  describe("a data object", () => {
    const named = '{ name: "airflow", owner: "airflow" }';
    const added = '{ name: "reports", owner: "airflow", extensions: ["vector"] }';
    const upPostgres = () => program.bev("up", "--local", "thanos", "--only", "postgres");

    it("that is added to a running database is made there", async () => {
      program.edit("src/catalog/database.ts", named, `${named}, ${added}`);
      const result = await upPostgres();
      expect(result.output).toMatch(/^thanos +live +1 update /m);
      expect(await psql("select count(*) from pg_database where datname = 'reports'")).toBe("1");
    });

    it("that is removed stays, and is said to", async () => {
      program.edit("src/catalog/database.ts", `, ${added}`, "");
      const result = await upPostgres();
      expect(result.output).toContain(
        "thanos says\n  kept database, not in the catalogue: reports\n",
      );
      expect(await psql("select count(*) from pg_database where datname = 'reports'")).toBe("1");
    });
  });

  it("removes everything it made", async () => {
    const removed = await program.bev("down");
    expect(removed.output).toContain(
      "removed: containers, networks, volumes, files, images and the stacks' state",
    );
    expect(removed.code).toBe(0);
    expect(await madeOnEngine()).toEqual([]);
    expect(existsSync(path.join(program.directory, ".bev", "local"))).toBe(false);
  });
});

describe("bev up", () => {
  const here = new LocalProgram();
  afterAll(() => here.remove());

  it("names a service that none of the nodes has", async () => {
    const result = await here.bev("up", "--local", "thanos", "--only", "redis");
    expect(result.output).toContain(
      'error: --only: must name services of thanos, got "redis"; docs/services.md lists them',
    );
    expect(result.code).toBe(1);
  });
});

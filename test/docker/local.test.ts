/** `bev up --local` from nothing to nothing: Redis, PostgreSQL and Vault with its first hour. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { localTarget } from "../../lab/local.ts";
import { sharesFolder } from "../../lab/target.ts";
import { docker, inspect } from "../kit/docker.ts";
import type { Inspected } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { closeWayToStore, newestBackup, openWayToStore } from "../kit/local-backups.ts";
import { LocalProgram, madeOnEngine } from "../kit/local-program.ts";
import { ask } from "../kit/patience.ts";
import { takesTurns } from "../kit/turns.ts";

takesTurns();

const REDIS = "bev_oracle1_redis";
const POSTGRES = "bev_thanos_postgres";
const VAULT = "bev_oracle1_vault";
const AGENTS = "backup-oracle1,backup-store-thanos";

function psql(statement: string): Promise<string> {
  const command = `PGPASSWORD=$(cat /run/secrets/password) psql -h 127.0.0.1 -U researcher -d osint -Atc "${statement}"`;
  return docker("exec", POSTGRES, "sh", "-c", command);
}

function redis(...args: string[]): Promise<string> {
  const login = "REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf)";
  return docker("exec", REDIS, "sh", "-c", `${login} redis-cli ${args.join(" ")}`);
}

/** What Vault says of itself, by its own tool inside the container; nothing while it starts. */
async function vaultStatus(): Promise<Record<string, unknown>> {
  const { stdout } = await run("docker", ["exec", VAULT, "vault", "status", "-format=json"]);
  return stdout.startsWith("{") ? (JSON.parse(stdout) as Record<string, unknown>) : {};
}

describe("bev up --local", () => {
  let program: LocalProgram;
  let shares: string;
  /** Of every command. */
  const outputs: string[] = [];

  async function bev(...args: string[]): Promise<Run> {
    const done = await program.bev(...args);
    outputs.push(done.output);
    return done;
  }

  let services = "redis,postgres,vault";
  const up = (...options: string[]) =>
    bev("up", "--local", "oracle1", "thanos", "--only", services, ...options);

  beforeAll(() => {
    program = new LocalProgram();
    const directory = path.join(program.directory, ".bev", "local");
    shares = sharesFolder({ ...localTarget, directory });
  });

  afterAll(async () => {
    await closeWayToStore();
    await program.bev("down");
    program.remove();
  });

  it("sets Vault up, and ends when all services are live", async () => {
    const done = await up();
    expect(`${done.output} code ${String(done.code)}`).toMatch(/code 0$/);
    expect(done.output).toContain("oracle1  live");
    expect(done.output).toContain("thanos   live");
    for (const name of [REDIS, POSTGRES, VAULT]) {
      // The gate passes before the Engine's own first check.
      const isHealthy = ({ State }: Inspected) => State.Health?.Status === "healthy";
      const { State, HostConfig } = await ask(() => inspect(name), isHealthy);
      expect([name, State.Health?.Status]).toEqual([name, "healthy"]);
      if (name !== VAULT) expect(HostConfig["PidsLimit"]).toBe(2048);
    }
    expect(await vaultStatus()).toMatchObject({
      ...{ initialized: true, sealed: false, storage_type: "raft", n: 5, t: 3 },
    });
    const { Config, HostConfig } = await inspect(VAULT);
    expect([Config["User"], HostConfig["CapDrop"]]).toEqual(["100:1000", ["ALL"]]);
  });

  it("empties no Vault that has been open", async () => {
    const refused = await bev("vault", "reset", "--local");
    expect(refused.output).toBe(
      "error: vault/reset: must be about a Vault that was never opened, whose initialisation from this machine was cut short, " +
        `is not (it is open, shares in ${shares}); nothing was done\n`,
    );
    expect(refused.code).toBe(1);
  });

  it.each(["oracle1", "thanos"])(
    "has nothing to change afterwards on %s, seen from the state and from the Engine",
    async (stack) => {
      const args = ["preview", "--stack", stack, "--expect-no-changes"];
      for (const flags of [[], ["--refresh"]]) {
        const planned = await program.pulumi(...args, ...flags);
        expect(`${planned.output} code ${String(planned.code)}`).toMatch(/code 0$/);
      }
    },
  );

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

  it("shows no password and no share of Vault: not in inspect, state, logs or output", async () => {
    const folder = path.join(shares, "shares");
    const secrets = [
      await docker("exec", POSTGRES, "cat", "/run/secrets/password"),
      (await docker("exec", REDIS, "cat", "/run/secrets/auth.conf")).replace("requirepass ", ""),
      ...readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8").trim()),
    ];
    const seen = [
      await docker("inspect", REDIS, POSTGRES, VAULT),
      ...(await Promise.all(
        [REDIS, POSTGRES, VAULT].map(async (name) => (await run("docker", ["logs", name])).output),
      )),
      ...outputs,
      (await program.pulumi("stack", "export", "--stack", "thanos")).stdout,
      ...program.stateFiles(),
    ].join("\n");
    expect(secrets.map(({ length }) => length > 30)).toEqual(Array<boolean>(2 + 5).fill(true));
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([]);
    expect(seen).toContain(POSTGRES);
  });

  it("heals a container that was killed, with its data", async () => {
    const before = await inspect(REDIS);
    await redis("bgsave");
    await docker("kill", REDIS);
    // From here on Redis is saved.
    services += `,${AGENTS}`;
    const healed = await up();
    expect(`${healed.output} code ${String(healed.code)}`).toMatch(/code 0$/);
    expect(healed.output).not.toContain("Saving on");
    const after = await inspect(REDIS);
    expect(after.State.Health?.Status).toBe("healthy");
    expect(after.Id).not.toBe(before.Id);
    expect(await redis("get", "greeting")).toBe("hello");
  });

  describe("with a container that never gets live", () => {
    let failed: Run;
    let before: Inspected;
    let began: number;

    beforeAll(async () => {
      await openWayToStore();
      [began, before] = [Date.now(), await inspect(REDIS)];
      program.change({ rows: { redis: { command: ["redis-server", "--no-such-option", "1"] } } });
      failed = await up();
    });

    it("has saved the service before its container was replaced", async () => {
      expect(failed.output).toContain("Saved on oracle1 first: redis");
      const [saved, after] = [await newestBackup("redis"), await inspect(REDIS)];
      expect(after.Id).not.toBe(before.Id);
      const times = [began, Date.parse(saved?.time ?? ""), Date.parse(after.Created)];
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(saved?.facts).toContain("databases 1");
    });

    it("fails with the container's last lines, and names it", () => {
      expect(failed.code).toBe(1);
      expect(failed.output).toContain(`wait until ${REDIS} is live`);
      // The gate gives up once it sees five; by then there may be more.
      const [, restarts] =
        /it was restarted (\d+) times; last 20 log lines:$/m.exec(failed.output) ?? [];
      expect(Number(restarts)).toBeGreaterThanOrEqual(5);
      const lines = failed.output.trimEnd().split("\n");
      const start = lines.findIndex((line) => line.endsWith("last 20 log lines:")) + 1;
      const logged = lines.slice(start, start + 20);
      expect(logged).toHaveLength(20);
      expect(logged.join("\n")).toContain("Unresolved Configuration(s) Detected");
    });

    it("tries again at the next up instead of passing", async () => {
      const again = await up();
      expect(again.code).toBe(1);
      expect(again.output).toContain("is not live");
    });

    it("changes nothing where the service cannot be saved, and names the way on", async () => {
      program.change();
      const { Id } = await inspect(REDIS);
      const refused = await up();
      expect(refused.output).toMatch(
        /^error: oracle1\/redis: must be saved before it is replaced or removed, was not \(.+\); nothing was changed; .+ --unsaved redis$/m,
      );
      expect([refused.code, (await inspect(REDIS)).Id]).toEqual([1, Id]);
    });

    it("comes back with the next good version", async () => {
      const repaired = await up("--unsaved", "redis");
      expect(repaired.code).toBe(0);
      expect(await redis("get", "greeting")).toBe("hello");
    });
  });

  it("puts all that is saved back by one command, and leaves Vault open", async () => {
    await redis("set", "greeting", "changed");
    const restored = await bev("restore", "--all", "--local", "--yes");
    expect(restored.stdout).toMatch(/^oracle1\/redis +restored +\d/m);
    expect(restored.code).toBe(0);
    expect(await redis("get", "greeting")).toBe("hello");
    expect(await vaultStatus()).toMatchObject({ sealed: false });
    const [, copy = ""] = /volume rm (\S+_before_\S+)/.exec(restored.stdout) ?? [];
    await docker("volume", "rm", copy);
  });

  it("removes everything it made, also with a Vault that is sealed", async () => {
    await closeWayToStore();
    await docker("restart", VAULT);
    expect(await ask(vaultStatus, ({ initialized }) => initialized === true)).toMatchObject({
      sealed: true,
    });
    const removed = await program.bev("down");
    expect(removed.output).toContain(
      "removed: containers, networks, volumes, files, images and the stacks' state",
    );
    expect(removed.code).toBe(0);
    expect(await madeOnEngine()).toEqual([]);
    expect(existsSync(path.join(program.directory, ".bev", "local"))).toBe(false);
    expect(existsSync(shares)).toBe(false);
  });
});

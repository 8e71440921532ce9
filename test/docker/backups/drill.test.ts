/** Drills of a real agent: PostgreSQL and Redis come back beside those that run, or the drill says what does not. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { BackupEvent } from "../../../operations/backup/runs.ts";
import { BackupAgent, eventsOf, REPOSITORY_KEY } from "../../kit/backup-agent.ts";
import { docker } from "../../kit/docker.ts";
import { run } from "../../kit/engine.ts";
import { ask } from "../../kit/patience.ts";
import { RowContainer } from "../../kit/row-container.ts";
import { flipIn, savedOf } from "../../kit/saved-row.ts";

const stage = new BackupAgent("bev_test_drill_stage");
const redis = new RowContainer("redis-thanos", {}, { purpose: "drill" });
const postgres = new RowContainer("postgres", {}, { purpose: "drill" });

const psql = (text: string) => `psql -qAtX -U researcher -d osint <<'SQL'\n${text}\nSQL\n`;
const ofPostgres = savedOf(postgres);
const ofRedis = savedOf(redis);
const plan = {
  node: "thanos",
  late: 1.5,
  services: [
    ofPostgres,
    ofRedis,
    // What is noted just before it is saved is not in it.
    { ...ofPostgres, service: "lossy", save: `${psql("drop table lost")}${ofPostgres.save}` },
    { ...ofRedis, service: "slow", restore: "cat >/dev/null; sleep 300" },
    { ...ofRedis, service: "waiting", undrilled: "it waits for others" },
  ],
};

beforeAll(async () => {
  await stage.prepare();
  await redis.startEmpty();
  await postgres.startEmpty();
  await postgres.answer(
    psql(
      `create table kept as select n from generate_series(1, 1000) n; create table lost (n int);`,
    ),
  );
  await redis.answer(
    `REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf) redis-cli set canary first`,
  );
  await stage.start(plan);
});

afterAll(async () => {
  await stage.remove();
  await redis.remove();
  await postgres.remove();
});

const drill = async (service: string): Promise<BackupEvent | undefined> =>
  (await stage.told("drill", service))[0];

/** Of containers and volumes that a drill makes. */
async function leftOvers(): Promise<string> {
  const filter = ["--quiet", "--filter", "label=bev.beside"];
  return `${await docker("ps", "--all", ...filter)}${await docker("volume", "ls", ...filter)}`;
}

describe("without a backup", () => {
  it("fails where there is no repository", async () => {
    const told = await drill("redis-thanos");
    expect(told).toMatchObject({ event: "failed" });
    expect(told?.why).toMatch(/^redis-thanos: must have a backup, has none$/);
  });

  it("fails where the repository is empty", async () => {
    // It makes the repository, and saves nothing of a service that does not run.
    await docker("stop", redis.name);
    expect(await stage.told("run", "redis-thanos")).toMatchObject([{ event: "failed" }]);
    await docker("start", redis.name);
    expect(await drill("redis-thanos")).toMatchObject({
      ...{ event: "failed", why: "redis-thanos: must have a backup, has none" },
    });
  });
});

describe("with backups", () => {
  beforeAll(async () => {
    await ask(
      () => redis.script("redis-cli ping"),
      ({ code }) => code === 0,
    );
    const services = ["postgres", "redis-thanos", "slow", "lossy"];
    const told = await stage.told("run", ...services);
    expect(told.map(({ event, why }) => [event, why])).toEqual(
      services.map(() => ["saved", undefined]),
    );
  });

  it("gets each back, while the service's own goes on as it was", async () => {
    await redis.answer(
      `REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf) redis-cli set canary second`,
    );
    const told = await stage.told("drill", "postgres", "redis-thanos", "waiting");
    expect(told).toMatchObject([
      { service: "postgres", event: "drilled" },
      { service: "redis-thanos", event: "drilled" },
      { service: "waiting", event: "skipped", why: "it waits for others" },
    ]);
    expect(await leftOvers()).toBe("");
    expect(
      await redis.answer(
        `REDISCLI_AUTH=$(sed 's/requirepass //' /run/secrets/auth.conf) redis-cli get canary`,
      ),
    ).toBe("second");
  });

  it("fails for a table that is noted and was not saved", async () => {
    const told = await drill("lossy");
    expect(told).toMatchObject({ event: "failed" });
    expect(told?.why).toMatch(
      /^lossy: must hold what was saved, lacks \d+ of \d+ lines: .*table\.osint\.public\.lost 0:0/,
    );
    expect(await leftOvers()).toBe("");
  });

  it("fails for a backup that is older than the schedule allows", async () => {
    const { code, stdout } = await run("docker", [
      ...["exec", "--env", "BACKUP_EVERY=1ms", stage.agent, "backup", "drill", "redis-thanos"],
    ]);
    expect(code).toBe(1);
    expect(eventsOf({ stdout })[0]?.why).toMatch(
      /^redis-thanos: must have a backup of the last 1.5ms, its newest is .*s old$/,
    );
  });

  it("fails with another key", async () => {
    stage.put("agent/repository", "another");
    const told = await drill("redis-thanos");
    stage.put("agent/repository", REPOSITORY_KEY);
    expect(told?.why).toMatch(/restic snapshots: .*wrong password or no key found/);
    expect(await drill("redis-thanos")).toMatchObject({ event: "drilled" });
  });

  it("leaves nothing of one that is killed", async () => {
    const killed = stage.told("drill", "slow");
    await ask(leftOvers, (found) => found !== "");
    await ask(
      () => run("docker", ["top", `${redis.name}_drill`, "-eo", "pid,args"]),
      ({ stdout }) => stdout.includes("sleep 300"),
    );
    await docker("kill", "--signal", "KILL", stage.agent);
    await killed;
    expect(await leftOvers()).not.toBe("");
    await docker("start", stage.agent);
    expect(await ask(leftOvers, (found) => found === "")).toBe("");
  });

  it("tells people and Prometheus of each", async () => {
    const drills = JSON.parse((await stage.verb("drills")).stdout) as object;
    expect(Object.keys(drills).sort()).toEqual(["lossy", "postgres", "redis-thanos"]);
    const { stdout } = await run("docker", [
      ...["exec", stage.agent, "wget", "-q", "-O", "-", "http://127.0.0.1:9488/metrics"],
    ]);
    expect(stdout).toContain('bev_backup_drill_success{service="postgres"} 1');
    expect(stdout).toContain('bev_backup_drill_success{service="lossy"} 0');
    expect(stdout).toMatch(/^bev_backup_drill_timestamp_seconds\{service="slow"\} 1\.\d+e\+09$/m);
    expect(stdout).not.toContain('bev_backup_drill_timestamp_seconds{service="waiting"}');
  });

  it("fails for one byte of the repository that is another one", async () => {
    const flip = [
      "find /var/lib/backup-store -path '*/data/*' -type f | while read -r file; do",
      "chmod u+w $file",
      flipIn("$file"),
      "done",
    ].join("\n");
    await docker("exec", stage.store, "sh", "-c", flip);
    const told = await drill("redis-thanos");
    expect(told).toMatchObject({ event: "failed" });
    expect(told?.why).toMatch(/^restic dump: /);
    expect(await leftOvers()).toBe("");
  });
});

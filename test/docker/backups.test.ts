/** Backups between a real agent, a real store and a real Redis: saved, listed, restored, compared; and what nobody may do. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { setTimeout } from "node:timers/promises";
import { nothingRestored, restoreSteps } from "../../operations/backup/restore.ts";
import type { RestorePlan, Restored } from "../../operations/backup/restore.ts";
import type { Snapshot } from "../../operations/backup/agents.ts";
import type { BackupEvent } from "../../operations/backup/runs.ts";
import { backupStore } from "../../src/software/backup-store/index.ts";
import type { BackupPlan } from "../../src/software/backup/index.ts";
import { BackupScene } from "../kit/backup-scene.ts";
import { docker, exists } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import { ensureLabImage } from "../kit/lab-image.ts";
import { ask } from "../kit/patience.ts";

const scene = new BackupScene("backups");
const { agent: AGENT, redis: REDIS, store: STORE, host } = scene;
const name = (what: string) => scene.name(what);
const SAVE_BIG = "head -c 300000000 /dev/urandom; sleep 60";

const script = (save: string) => ({ save, restore: "cat > /dev/null", facts: "true" });
const plan: BackupPlan = {
  node: "thanos",
  late: 1.5,
  services: [
    scene.savedRedis,
    {
      ...{ service: "failing", container: REDIS, into: "volume" },
      ...script("echo half; echo no room >&2; exit 3"),
    },
    { ...{ service: "slow", container: REDIS, into: "volume" }, ...script(SAVE_BIG) },
  ],
};

beforeAll(() => scene.start(plan));

afterAll(() => scene.remove());

const redis = (...words: string[]) => docker("exec", REDIS, "redis-cli", ...words);
const agent = (...words: string[]) => scene.verb(...words);
const saved = (...services: string[]) => scene.told("run", ...services);
const listed = () => scene.listed();

async function restore(snapshot: Snapshot): Promise<Restored> {
  const result = nothingRestored();
  const restoring: RestorePlan = {
    ...{ host, container: REDIS, agent: AGENT, service: "redis", into: "volume", snapshot },
    ...{ image: await ensureLabImage("redis"), volumes: [{ name: name("data"), path: "/data" }] },
  };
  for (const { work } of restoreSteps(restoring, "1", result)) await work();
  return result;
}

it("saves, lists, restores after the volume was emptied, and finds no difference", async () => {
  await redis("set", "canary", "first");
  expect(await saved("redis")).toMatchObject([{ service: "redis", event: "saved" }]);
  const [snapshot, ...others] = await listed();
  expect(others).toEqual([]);
  expect(snapshot).toMatchObject({ service: "redis", facts: "keys 1\ncanary first\n" });

  await redis("set", "canary", "second");
  await redis("set", "other", "1");
  const { former, ...compared } = await restore(snapshot as Snapshot);
  expect(compared).toEqual({ missing: [], surplus: [], isCompared: true });
  expect(await redis("get", "canary")).toBe("first");

  // What was there before is in the copy.
  const copy = former[name("data")] ?? "";
  const inCopy = ["run", "--rm", "--volume", `${copy}:/data`, "--entrypoint", "grep"];
  expect(
    await docker(...inCopy, await ensureLabImage("redis"), "-c", "second", "/data/dump.rdb"),
  ).toBe("1");
  expect(await exists("volume", `${name("data")}_restoring`)).toBe(false);
});

it("says what differs from what was saved", async () => {
  const [snapshot] = await listed();
  const { missing, surplus } = await restore({ ...(snapshot as Snapshot), facts: "keys 9\n" });
  expect({ missing, surplus }).toEqual({
    missing: ["keys 9"],
    surplus: ["keys 1", "canary first"],
  });
});

it("leaves no snapshot of a save that fails, and says why", async () => {
  const before = await listed();
  const [event] = await saved("failing");
  expect(event).toMatchObject({ service: "failing", event: "failed" });
  expect(event?.why).toContain(`${REDIS}: its script ended with 3: no room`);
  expect(await listed()).toEqual(before);
  const { stdout } = await run("docker", [
    ...["exec", AGENT, "wget", "-q", "-O", "-", "http://127.0.0.1:9488/metrics"],
  ]);
  expect(stdout).toContain('bev_backup_failures_total{service="failing"} 1');
  expect(stdout).toContain('bev_backup_failed{service="redis"} 0');
});

/** Starts a save that takes a minute, and waits until restic reads it. */
async function startSlow(): Promise<{ running: Promise<BackupEvent[]> }> {
  const running = saved("slow");
  const processes = () => docker("top", AGENT, "-eo", "pid,args");
  await ask(processes, (lines) => lines.includes("--stdin-from-command -- "));
  await setTimeout(2000);
  return { running };
}

it("leaves no snapshot when it is killed in the middle, and the next run is clean", async () => {
  const before = await listed();
  const { running } = await startSlow();
  await docker("kill", "--signal", "KILL", AGENT);
  await running;
  await docker("start", AGENT);
  expect(await listed()).toEqual(before);
  expect(await saved("redis")).toMatchObject([{ service: "redis", event: "saved" }]);
  const { code, output } = await agent("check");
  expect(output).toContain("no errors were found");
  expect(code).toBe(0);
  expect(await listed()).toHaveLength(before.length + 1);
});

it("leaves no snapshot of a service that is killed while it is saved", async () => {
  const before = await listed();
  const { running } = await startSlow();
  await docker("kill", "--signal", "KILL", REDIS);
  expect(await running).toMatchObject([{ service: "slow", event: "failed" }]);
  await docker("start", REDIS);
  expect(await listed()).toEqual(before);
});

it("goes on with another certificate of the store", async () => {
  await docker("exec", STORE, "sh", "-c", backupStore.reload ?? "");
  const list = await ask(
    () => agent("list"),
    ({ code }) => code === 0,
  );
  expect(list.code).toBe(0);
});

it("goes on after an interruption of a restore, with the first copy", async () => {
  const [snapshot] = (await listed()).toReversed();
  await redis("set", "canary", "third");
  const result = nothingRestored();
  const restoring: RestorePlan = {
    ...{ host, container: REDIS, agent: AGENT, service: "redis", into: "volume" },
    ...{ snapshot: snapshot as Snapshot, image: await ensureLabImage("redis") },
    volumes: [{ name: name("data"), path: "/data" }],
  };
  const steps = restoreSteps(restoring, "2", result);
  // Stopped, copied, emptied.
  for (const { work } of steps.slice(0, 3)) await work();
  // What is empty by then must not become the newest backup.
  const [refused] = await saved("redis");
  expect(refused?.why).toBe(
    `${REDIS}: must be restored whole before it is saved, is not: there is a volume ${name("data")}_restoring`,
  );
  const again = nothingRestored();
  for (const { work } of restoreSteps(restoring, "3", again)) await work();
  expect(again.former).toEqual({ [name("data")]: `${name("data")}_before_2` });
  expect(again.missing).toEqual([]);
  expect(await redis("get", "canary")).toBe("first");
});

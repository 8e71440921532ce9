/**
 * Backups and restores that are killed: the repeated command ends well, no repository is damaged, and no half backup counts.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout } from "node:timers/promises";
import { nothingRestored, restoreSteps } from "../../../operations/backup/restore.ts";
import type { Restored } from "../../../operations/backup/restore.ts";
import { LATE } from "../../../src/software/backup/alerts.ts";
import type { BackupPlan } from "../../../src/software/backup/index.ts";
import { BackupScene } from "../../kit/backup-scene.ts";
import { docker } from "../../kit/docker.ts";
import { run } from "../../kit/engine.ts";
import { ensureLabImage } from "../../kit/lab-image.ts";
import { ask } from "../../kit/patience.ts";

const scene = new BackupScene("backup_kills");
const DATA = "/var/lib/backup-store";
const month = `services-${new Date().toISOString().slice(0, 7)}`;
const PIECES = 8;
const PIECE = 4_000_000;

const plan: BackupPlan = {
  node: "thanos",
  late: LATE,
  services: [
    {
      ...{ service: "slow", container: scene.redis, into: "volume", facts: "true" },
      save: `for i in $(seq ${String(PIECES)}); do head -c ${String(PIECE)} /dev/urandom; sleep 0.3; done`,
      restore: "cat >/dev/null",
    },
    {
      ...{ service: "redis", container: scene.redis, into: "volume" },
      save: "set -e; redis-cli save >/dev/null; head -c 30000000 /dev/urandom >/data/ballast; tar -C /data -cf - dump.rdb ballast",
      // What is killed while it waits has sent a part.
      restore:
        "set -e; head -c 1024000 >/tmp/begin; sleep 3; cat /tmp/begin - | tar -C /data -xf -",
      facts: 'echo "canary $(redis-cli get canary)"',
    },
  ],
};

beforeAll(() => scene.start(plan));

afterAll(() => scene.remove());

/** Kills processes of a container whose command begins so. */
function killIn(container: string, begin: string): Promise<unknown> {
  const each = `if tr '\\0' ' ' <$p/cmdline | grep -q '^${begin}'; then kill -9 \${p#/proc/}; fi`;
  return run("docker", ["exec", container, "sh", "-c", `for p in /proc/[0-9]*; do ${each}; done`]);
}

const victims = {
  run: () => killIn(scene.agent, "backup run"),
  save: () => killIn(scene.agent, "/usr/local/bin/backup save"),
  restore: () => killIn(scene.agent, "backup restore"),
  restic: () => killIn(scene.agent, "restic "),
  rclone: () => killIn(scene.store, "rclone serve"),
  filler: () => run("docker", ["kill", "--signal", "KILL", `${scene.redis}_restore`]),
  agent: () => run("docker", ["kill", "--signal", "KILL", scene.agent]),
  store: () => run("docker", ["kill", "--signal", "KILL", scene.store]),
};
type Victim = keyof typeof victims;

/** The Engine starts containers of the platform again, and the store its server. */
async function bringBack(): Promise<void> {
  await docker("start", scene.agent, scene.store);
  await ask(
    () => scene.verb("list"),
    ({ code }) => code === 0,
  );
}

/** Every backup that counts is whole, and the repository is sound. */
async function soundly(): Promise<void> {
  const { code, output } = await scene.verb("check");
  expect(`${String(code)} ${output}`).toMatch(/^0 [^]*no errors were found/);
  const slow = (await scene.listed()).filter(({ service }) => service === "slow");
  for (const { bytes } of slow) expect(bytes).toBe(PIECES * PIECE);
}

it("begins again where the beginning of a repository was killed between its key and its config", async () => {
  const place = `${DATA}/repositories/thanos/${month}`;
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
  await scene.inStore(
    `cd ${place} && rm -r config snapshots/* index/* && touch -d "-5 min" keys/*`,
  );
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "failed" }]);
  expect(await scene.inStore(`sh /etc/bev/room.sh ${DATA}`)).toBe(
    `${place}: was begun and never finished, is removed`,
  );
  expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
  await soundly();
});

it("puts aside an index that was cut off as the server was killed", async () => {
  const cut = `${DATA}/repositories/thanos/${month}/index/${"0".repeat(64)}`;
  await scene.inStore(`echo cut >${cut}`);
  expect((await scene.verb("check")).code).not.toBe(0);
  await victims.rclone();
  await ask(
    () => scene.inStore(`ls ${DATA}/broken`),
    (files) => files.startsWith("0".repeat(64)),
  );
  await bringBack();
  await soundly();
});

describe.each<{ victim: Victim; moment: number }>([
  { victim: "run", moment: 0.05 },
  { victim: "restic", moment: 0.2 },
  { victim: "restic", moment: 0.5 },
  { victim: "restic", moment: 0.95 },
  { victim: "rclone", moment: 0.3 },
  { victim: "rclone", moment: 0.7 },
  { victim: "rclone", moment: 0.95 },
  { victim: "save", moment: 0.5 },
  { victim: "agent", moment: 0.6 },
  { victim: "store", moment: 0.8 },
])("a backup whose $victim is killed after $moment of its time", ({ victim, moment }) => {
  it("leaves nothing half done, and the next one ends well", async () => {
    const whole = await usual();
    const running = scene.told("run", "slow");
    await setTimeout(whole * moment);
    await victims[victim]();
    await setTimeout(500);
    await bringBack();
    await running;
    expect(await scene.told("run", "slow")).toMatchObject([{ event: "saved" }]);
    await soundly();
  });
});

let milliseconds: number | undefined;

/** What a backup takes that nobody kills. */
async function usual(): Promise<number> {
  if (milliseconds !== undefined) return milliseconds;
  const started = performance.now();
  await scene.told("run", "slow");
  return (milliseconds = performance.now() - started);
}

/** Goes through the steps up to one of them. */
async function restore(stamp: string, until?: number): Promise<Restored> {
  const [snapshot] = (await scene.listed()).filter(({ service }) => service === "redis").slice(-1);
  if (!snapshot) throw new Error("redis: has no backup");
  const result = nothingRestored();
  const steps = restoreSteps(
    {
      ...{ host: scene.host, container: scene.redis, agent: scene.agent, service: "redis" },
      ...{ into: "volume", snapshot, image: await ensureLabImage("redis") },
      volumes: [{ name: scene.name("data"), path: "/data" }],
    },
    stamp,
    result,
  );
  for (const { work } of steps.slice(0, until)) await work();
  return result;
}

const redis = (...words: string[]) => docker("exec", scene.redis, "redis-cli", ...words);

describe.each<{ after: number } | { victim: Victim; after?: undefined }>([
  ...[1, 2, 3, 4, 5, 6].map((after) => ({ after })),
  ...(["restic", "rclone", "filler", "restore"] as const).map((victim) => ({ victim })),
])("a restore that ends early: %j", (point) => {
  it("goes on with the next one, and keeps what was there before it", async () => {
    await redis("set", "canary", "saved");
    expect(await scene.told("run", "redis")).toMatchObject([{ event: "saved" }]);
    await redis("set", "canary", "later");
    const stamp = "victim" in point ? point.victim : String(point.after);
    // What lives on without its victim ends well by itself.
    let first: Restored | undefined;
    if ("victim" in point) {
      const running = restore(stamp).catch(() => undefined);
      await ask(
        () => docker("top", scene.agent, "-eo", "pid,args"),
        (lines) => lines.includes("backup restore"),
      );
      await setTimeout(1500);
      await victims[point.victim]();
      await bringBack();
      first = await running;
    } else await restore(stamp, point.after);

    const { former, missing, isCompared } = await restore(`${stamp}-again`);
    const copies = first?.former ?? former;
    expect({ missing, isCompared }).toEqual({ missing: [], isCompared: true });
    expect(await redis("get", "canary")).toBe("saved");
    const copy = copies[scene.name("data")] ?? "";
    const looking = ["run", "--rm", "--volume", `${copy}:/data`, "--entrypoint", "grep"];
    expect(
      await docker(...looking, await ensureLabImage("redis"), "-c", "later", "/data/dump.rdb"),
    ).toBe("1");
    await soundly();
  });
});

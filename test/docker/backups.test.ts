/** Backups between a real agent, a real store and a real Redis: saved, listed, restored, compared; and what nobody may do. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { nothingRestored, restoreSteps } from "../../operations/backup/restore.ts";
import type { RestorePlan, Restored } from "../../operations/backup/restore.ts";
import type { Snapshot } from "../../operations/backup/agents.ts";
import type { BackupEvent } from "../../operations/backup/runs.ts";
import { htpasswdVerifier } from "../../src/lib/htpasswd.ts";
import { backupStore } from "../../src/software/backup-store/index.ts";
import type { BackupPlan } from "../../src/software/backup/index.ts";
import type { ConfigContext, DataContext } from "../../src/software/software.ts";
import { certificateStep } from "../../src/steps/certificate.ts";
import { docker, exists, removeAll } from "../kit/docker.ts";
import { run } from "../kit/engine.ts";
import { ensureLabImage } from "../kit/lab-image.ts";
import { ask } from "../kit/patience.ts";

const PREFIX = "bev_test_backups";
const name = (what: string) => `${PREFIX}_${what}`;
const [STORE, AGENT, REDIS] = ["store", "agent", "redis"].map(name) as [string, string, string];
const LOGIN = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
const folder = mkdtempSync(path.join(os.tmpdir(), "backups-"));
const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const socket = host.replace("unix://", "");
const SAVE_BIG = "head -c 300000000 /dev/urandom; sleep 60";

const script = (save: string) => ({ save, restore: "cat > /dev/null", facts: "true" });
const plan: BackupPlan = {
  node: "thanos",
  late: 1.5,
  services: [
    {
      ...{ service: "redis", container: REDIS, into: "volume" },
      save: "set -e; redis-cli save >/dev/null; tar -C /data -cf - dump.rdb",
      restore: "tar -C /data -xf -",
      facts: 'echo "keys $(redis-cli dbsize)"; echo "canary $(redis-cli get canary)"',
    },
    {
      ...{ service: "failing", container: REDIS, into: "volume" },
      ...script("echo half; echo no room >&2; exit 3"),
    },
    { ...{ service: "slow", container: REDIS, into: "volume" }, ...script(SAVE_BIG) },
  ],
};

/** A file that containers see; `mode` because each has another user. */
function put(file: string, content: string, mode = 0o444): string {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  chmodSync(target, mode);
  return target;
}

const image = ensureLabImage;

const hardened = [
  "--init",
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges:true",
];
const place = ["--network", name("net"), "--tmpfs", "/tmp:rw,mode=1777,size=256m"];

beforeAll(async () => {
  await removeAll(PREFIX);
  const authority = await certificateStep({ name: "test", days: 1 });
  const [certificate = "", key = ""] = authority.split(/(?=-----BEGIN PRIVATE KEY)/);
  const served = await certificateStep({
    ...{ name: "store", days: 1, authority: { certificate, key }, hosts: ["store"] },
  });
  const [server = "", serverKey = ""] = served.split(/(?=-----BEGIN PRIVATE KEY)/);
  put("store/certificate.pem", server);
  put("store/key.pem", serverKey);
  put("agent/authority.pem", certificate);
  put("agent/login", LOGIN);
  put("agent/repository", "correct horse battery staple");
  put("config/backup.json", JSON.stringify(plan));
  const serve = backupStore.config?.["serve.sh"]?.({} as ConfigContext) as string;
  put("serve/serve.sh", serve);

  await docker("network", "create", name("net"));
  await docker(
    ...["run", "--detach", "--name", REDIS, "--hostname", "redis", ...place, "--user", "999:999"],
    ...[...hardened, "--volume", `${name("data")}:/data`],
    ...["--health-cmd", "redis-cli ping", "--health-interval", "1s"],
    ...[await image("redis"), "redis-server", "--dir", "/data", "--save", "60 1"],
  );
  await docker(
    ...["run", "--detach", "--name", STORE, "--network-alias", "store", ...place, ...hardened],
    ...["--user", "1000:1000", "--volume", `${name("stored")}:/var/lib/backup-store`],
    ...["--volume", `${folder}/store:/run/secrets:ro`, "--volume", `${folder}/serve:/etc/bev:ro`],
    ...[await image("rclone"), "sh", "/etc/bev/serve.sh"],
  );
  await docker(
    ...["run", "--detach", "--name", AGENT, "--hostname", "backup-thanos", ...place, ...hardened],
    ...["--user", "0:0", "--volume", `${name("state")}:/var/lib/backup`],
    ...["--volume", `${folder}/agent:/run/secrets:ro`, "--volume", `${folder}/config:/etc/bev:ro`],
    ...["--volume", `${socket}:/engine/docker.sock:ro`],
    ...["--env", "BACKUP_STORE=store:8485", "--env", "BACKUP_EVERY=24h", await image("backup")],
  );
  const logins = {
    engine: "backup-store" as const,
    logins: [
      { user: "thanos", secret: "backup-thanos/login" },
      { user: "oracle1", secret: "backup-oracle1/login" },
    ],
  };
  const verifiers = {
    "backup-thanos/login": htpasswdVerifier(LOGIN),
    "backup-oracle1/login": htpasswdVerifier("another"),
  };
  const data = backupStore.data?.(logins, { verifiers } as unknown as DataContext) ?? "";
  await ask(
    () => run("docker", ["exec", STORE, "sh", "-c", data]),
    ({ code }) => code === 0,
  );
});

afterAll(() => removeAll(PREFIX));

const redis = (...words: string[]) => docker("exec", REDIS, "redis-cli", ...words);
const agent = (...words: string[]) => run("docker", ["exec", AGENT, "backup", ...words]);

async function saved(...services: string[]): Promise<BackupEvent[]> {
  const { stdout } = await agent("run", ...services);
  const lines = stdout.split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as BackupEvent)
    .filter(({ event }) => event !== "saving");
}

async function listed(): Promise<Snapshot[]> {
  return JSON.parse((await agent("list")).stdout) as Snapshot[];
}

async function restore(snapshot: Snapshot): Promise<Restored> {
  const result = nothingRestored();
  const restoring: RestorePlan = {
    ...{ host, container: REDIS, agent: AGENT, service: "redis", into: "volume", snapshot },
    ...{ image: await image("redis"), volumes: [{ name: name("data"), path: "/data" }] },
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
  expect(await docker(...inCopy, await image("redis"), "-c", "second", "/data/dump.rdb")).toBe("1");
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

/** What somebody does who has all that the agent has. */
async function attack(words: string): Promise<string> {
  const url = `rest:https://thanos:${LOGIN}@store:8485/thanos/services/`;
  const common = `restic --cacert /run/secrets/authority.pem --password-file /run/secrets/repository -r ${url}`;
  const { output } = await run("docker", ["exec", AGENT, "sh", "-c", `${common} ${words} 2>&1`]);
  return output;
}

it("lets nobody with the agent's login remove, overwrite or read another's", async () => {
  const before = await listed();
  expect(before.length).toBeGreaterThan(0);
  const first = before[0]?.id ?? "";
  expect(await attack(`forget --prune ${first}`)).toMatch(/403|Forbidden/);
  expect(await attack(`tag --set evil ${first}`)).toMatch(/403|Forbidden/);
  expect(await attack("key passwd --new-password-file /run/secrets/login")).toMatch(
    /403|Forbidden/,
  );
  const request = async (method: string, where: string, login = `thanos:${LOGIN}`) => {
    const [user = "", password = ""] = login.split(":");
    const authorization = `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const { output } = await run("docker", [
      ...["exec", AGENT, "wget", "-S", "-O", "/dev/null", "--ca-certificate"],
      ...["/run/secrets/authority.pem", "--header", authorization, "--method", method],
      ...["--body-data", "x", `https://store:8485/${where}`],
    ]);
    return /HTTP\/\S+ (\d+)/.exec(output)?.[1];
  };
  expect(await request("DELETE", `thanos/services/snapshots/${first}`)).toBe("403");
  expect(await request("POST", `thanos/services/snapshots/${first}`)).toBe("403");
  expect(await request("POST", "thanos/services/config")).toBe("403");
  expect(await request("GET", "oracle1/services/config")).toBe("403");
  expect(await request("POST", "oracle1/services/config")).toBe("403");
  expect(await request("GET", "thanos/../oracle1/services/config")).toMatch(/40[134]/);
  expect(await request("GET", "thanos/services/config", "thanos:wrong")).toBe("401");
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
    ...{ snapshot: snapshot as Snapshot, image: await image("redis") },
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

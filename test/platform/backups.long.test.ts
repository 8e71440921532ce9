/** Backups in the lab: saved on the other node, and back after the volume is gone. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { volumeName } from "../../src/lib/names.ts";
import { succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import { onPrimary, redisIn } from "../kit/lab-databases.ts";
import { putBack } from "../kit/put-back.ts";

const LONG = 10 * 60_000;
const redis = (command: string) => redisIn("thanos", "redis-thanos", command);

/** Secrets are encrypted anew by each import. */
function resourcesIn(state: string): string[] {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { urn: string; id?: string }[] };
  };
  return deployment.resources.map(({ urn, id = "" }) => `${urn} ${id}`);
}

/** Those that are saved and no doubles here. */
const REAL = [
  ...["postgres", "redis", "redis-thanos", "postgres-proxy", "neo4j", "kafka-1", "rabbitmq-1"],
  ...["prometheus", "alertmanager", "staging-postgres", "staging-redis"],
];

let saved: Run;

beforeAll(async () => {
  await redis("set backed-up yes");
  await onPrimary("create table if not exists backed_up (id int primary key)");
  await onPrimary("insert into backed_up select generate_series(1, 1000) on conflict do nothing");
  saved = await succeeded(lab.bev("backup", "--lab"));
}, LONG);

putBack(async () => {
  // As bev restore says of the replica.
  await lab.docker("oracle1", "rm", "--force", containerOf("postgres-replica"));
  await lab.docker("oracle1", "volume", "rm", volumeName("bev_", "postgres-replica", "data"));
  await lab.up("oracle1");
  await redis("del backed-up");
  await onPrimary("drop table if exists backed_up");
  for (const node of ["thanos", "oracle1", "starlord"] as const) {
    const copies = await lab.docker(node, "volume", "ls", "--quiet", "--filter", "name=_before_");
    if (copies) await lab.docker(node, "volume", "rm", ...copies.split("\n"));
  }
});

it("saves services of all nodes, and lists them in time", async () => {
  expect(saved.output).toMatch(/^thanos +postgres +saved/m);
  expect(saved.output).toMatch(/^thanos +redis-thanos +saved/m);
  expect(saved.output).toMatch(/^oracle1 +redis +saved/m);
  expect(saved.output).toMatch(/^starlord +staging-postgres +saved/m);
  expect(saved.output).toMatch(/^starlord +git-server +skipped/m);
  const { stdout } = await succeeded(lab.bev("backups", "--lab"));
  expect(stdout).toMatch(/^starlord +staging-redis +\S+Z +\d+ min +in time/m);
  expect(stdout).toContain("starlord/staging-vault: not saved: it needs a token of Vault");
  expect(stdout).toMatch(/^thanos +postgres +\S+Z +\d+ min +in time/m);
  const { stdout: status } = await succeeded(lab.bev("status", "--lab"));
  for (const node of ["thanos", "oracle1", "starlord"])
    expect(status).toMatch(new RegExp(`^${node}: backups: \\d+ of \\d+ services in time`, "m"));
});

it("puts the state of a stack back", async () => {
  expect(saved.output).toContain("saved the state of oracle1, thanos, starlord");
  const { stdout } = await succeeded(lab.bev("restore", "--lab", "--state", "thanos", "--yes"));
  const former = /^the former state is in (\S+);/m.exec(stdout)?.[1] ?? "";
  const state = readFileSync(path.join(lab.directory, former), "utf8");
  rmSync(path.join(lab.directory, former));
  const { stdout: restored } = await succeeded(lab.pulumi("stack", "export", "--stack", "thanos"));
  expect(resourcesIn(restored)).toEqual(resourcesIn(state));
});

it("prints the key of a node's backups and nothing else", async () => {
  const { stdout: key } = await succeeded(lab.bev("backup", "key", "thanos", "--lab"));
  expect(key).toMatch(/^\S{20,}\n$/);
  expect(await lab.exec("oracle1", "backup-oracle1", "cat", "/run/secrets/repository")).not.toBe(
    key.trim(),
  );
});

it(
  "gets them back in a drill, and leaves nothing of it",
  async () => {
    const services = ["redis-thanos", "neo4j", "kafka-1", "rabbitmq-1", "vault"];
    const { stdout } = await succeeded(lab.bev("drill", "--lab", ...services));
    for (const service of services)
      expect(stdout).toMatch(new RegExp(`/${service}: drilled, all is back after [\\d.]+ s`));
    const filter = ["--quiet", "--filter", "label=bev.beside"];
    expect(await lab.docker("thanos", "ps", "--all", ...filter)).toBe("");
    expect(await lab.docker("thanos", "volume", "ls", ...filter)).toBe("");
    const listed = await succeeded(lab.bev("backups", "--lab"));
    expect(listed.stdout).toMatch(/^thanos +redis-thanos .* \d+ min ago *$/m);
    expect(listed.stdout).toContain("oracle1/vault: a drill does not compare what is in it");
  },
  LONG,
);

describe.each([
  ["redis-thanos", () => redis("get backed-up"), "yes"],
  ["postgres", () => onPrimary("select count(*) from backed_up"), "1000"],
])("%s", (service, read, expected) => {
  it(
    "is back after its volume is gone, by one command",
    async () => {
      const container = containerOf(service);
      const volume = volumeName("bev_", service, "data");
      await lab.docker("thanos", "stop", container);
      await lab.docker(
        ...(["thanos", "run", "--rm", "--user", "0:0", "--volumes-from", container] as const),
        ...["--entrypoint", "sh", (await lab.inspectOne("thanos", service)).Image, "-c"],
        `find /data /var/lib/postgresql/data -mindepth 1 -delete 2>/dev/null; true`,
      );
      const { stdout } = await succeeded(lab.bev("restore", "--lab", service, "--yes"));
      expect(stdout).toContain("what it holds is what was saved, as its product counts it");
      expect(stdout).toContain(`what ${volume} held is in ${volume}_before_`);
      expect(stdout.includes("oracle1/postgres-replica cannot go on")).toBe(service === "postgres");
      await lab.healthy("thanos", service);
      expect(await read()).toBe(expected);
    },
    LONG,
  );
});

it(
  "puts every service that is saved back, by one command",
  async () => {
    await redis("set backed-up changed");
    await onPrimary("delete from backed_up");
    const { code, stdout } = await lab.bev("restore", "--all", "--lab", "--yes");
    const results = [...stdout.matchAll(/^\w+\/(\S+) +(restored|failed)/gm)];
    const restored = results.filter(([, , result]) => result === "restored");
    expect(restored.map(([, name]) => name)).toEqual(expect.arrayContaining(REAL));
    expect(restored.length).toBe(results.length);
    // Doubles have no backup.
    expect(stdout).toMatch(/^Left as it is: \w+\/grafana: must have a backup, has none;/m);
    expect(code).toBe(1);
    expect(await redis("get backed-up")).toBe("yes");
    expect(await onPrimary("select count(*) from backed_up")).toBe("1000");
    expect((await lab.verified(5)).code).toBe(0);
  },
  2 * LONG,
);

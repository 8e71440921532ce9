/**
 * One deployment of Redis: its update is interrupted; then each of its properties is changed behind the
 * program's back, and `bev drift` finds it.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import Dockerode from "dockerode";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { compareStack } from "../../operations/nodes/drift.ts";
import type { DriftLine } from "../../operations/nodes/drift.ts";
import { readConfig } from "../../operations/stacks.ts";
import { docker } from "../kit/docker.ts";
import { succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { takesTurns } from "../kit/turns.ts";
import { CANARY, CHANGES, mountAt, OTHER_VOLUME, UPDATES } from "./drift-cases.ts";
import type { Change, Config } from "./drift-cases.ts";
import { interrupted } from "./interrupted.ts";

const REDIS = "bev_oracle1_redis";
const NETWORK = "bev_oracle1_data_v1";
const engine = new Dockerode();

const UP = ["up", "--local", "oracle1", "--only", "redis"];

const program = new LocalProgram();
/** Of a machine on which nothing is deployed. */
let before: Run;

takesTurns(async () => {
  await docker("rm", "--force", "--volumes", REDIS);
  await docker("volume", "rm", "--force", OTHER_VOLUME);
  await program.bev("down");
  program.remove();
});

beforeAll(async () => {
  before = await program.bev("drift", "--local");
  // The update that is interrupted makes it what the catalogue says.
  program.change({ defaults: { containerLog: { "max-size": "11m" } } });
  await succeeded(program.bev(...UP));
});

function drift(...args: string[]): Promise<Run> {
  return program.bev("drift", "--local", "oracle1", ...args);
}

function stackFile(): string {
  return path.join(program.directory, ".bev", "local", "project", "Pulumi.oracle1.yaml");
}

/** As the command finds them, without the second that it takes to start. */
async function driftLines(): Promise<DriftLine[]> {
  const { lines, errors } = await compareStack("oracle1", readConfig("oracle1", stackFile()));
  expect(errors).toEqual([]);
  return lines;
}

/** What of Redis is not as expected: field, expected, found. */
async function driftOfRedis(): Promise<string[][]> {
  const lines = await driftLines();
  expect(new Set(lines.map(({ node, container }) => `${node}/${container}`))).toEqual(
    new Set([`oracle1/${REDIS}`]),
  );
  return lines.map(({ field, expected, found }) => [field, expected, found]);
}

let original: Dockerode.ContainerInspectInfo;

/**
 * A container of the same name that differs only in what is changed. The docker command could not
 * make it: it writes every health check as text for a shell.
 */
async function recreate(change: Change = () => undefined): Promise<void> {
  const { Config, HostConfig } = structuredClone(original);
  change(Config as Config, HostConfig);
  await engine
    .getContainer(REDIS)
    .remove({ force: true })
    .catch(() => undefined);
  const container = await engine.createContainer({
    name: REDIS,
    ...Config,
    HostConfig: { ...HostConfig, NetworkMode: NETWORK },
    NetworkingConfig: { EndpointsConfig: { [NETWORK]: { Aliases: ["redis"] } } },
  });
  await container.start();
}

describe("an update that is interrupted", () => {
  it("ends by itself, says so, and the next one goes on without repair", async () => {
    program.change();
    const { code, output } = await interrupted(program, UP, REDIS);
    expect(code).toBe(1);
    expect(output).toContain(
      "interrupted: what had begun was finished, the rest was not done; run it again",
    );
    const status = await program.bev("status", "--local", "oracle1");
    expect(status.output).toMatch(/oracle1 .* - *$/m);
    const repair = await program.bev("repair", "--local", "oracle1");
    expect(repair.output).toContain("oracle1: nothing to repair");
    const next = await program.bev(...UP);
    expect(next.output).toContain("oracle1  live");
  });
});

describe("bev drift", () => {
  beforeAll(async () => {
    original = await engine.getContainer(REDIS).inspect();
  });

  it("says what must come first", () => {
    expect(before.output).toMatch(
      /^error: --local: must have services that bev up --local made, .* is absent; run npx bev up --local\n$/,
    );
    expect(before.code).toBe(1);
  });

  it("finds nothing after an up, time and again", async () => {
    for (let times = 0; times < 3; times++) {
      const { code, stdout } = await drift();
      expect([code, stdout]).toEqual([0, "oracle1: no drift, containers compared: 1\n"]);
    }
    expect((await drift("--json")).stdout).toBe("[]\n");
  });

  it("finds nothing on nodes that nothing was asked of", async () => {
    const { code, stdout } = await drift("thanos");
    expect(stdout).toContain("thanos: no drift, containers compared: 0");
    expect(code).toBe(0);
  });

  describe("finds what docker update has changed", () => {
    it.each(UPDATES)("%s", async (field, expected, found, change, undo) => {
      await docker("update", ...change, REDIS);
      expect(await driftOfRedis()).toEqual([[field, expected, found]]);
      if (undo.length > 0) await docker("update", ...undo, REDIS);
    });
  });

  it("finds nothing in a container that was made by hand just as configured", async () => {
    await recreate();
    expect(await driftLines()).toEqual([]);
  });

  describe("finds in a container of the same name another", () => {
    it.each(CHANGES)("%s", async (field, change, expected, found) => {
      await recreate(change);
      expect(await driftOfRedis()).toEqual([[field, expected, found]]);
    });

    it("privilege, with which the Engine gives up labels", async () => {
      await recreate((_, host) => void (host.Privileged = true));
      expect(await driftOfRedis()).toEqual([
        [
          "securityOpts",
          '["no-new-privileges:true"]',
          '["label=disable","no-new-privileges:true"]',
        ],
        ["HostConfig Privileged", "absent", "true"],
      ]);
    });

    it("target of a mount, whose place an anonymous volume of the image takes", async () => {
      await recreate((_, host) => void (mountAt(host, "/data").Target = "/srv"));
      expect(await driftOfRedis()).toEqual([
        [
          "mounts /data",
          "volume bev_oracle1_redis_data, read-write",
          "volume of its own, read-write",
        ],
        ["mounts /srv", "absent", "volume bev_oracle1_redis_data, read-write"],
      ]);
    });

    it("image, even one that calls itself the same", async () => {
      await recreate();
      const id = await docker("commit", REDIS, "127.0.0.1:5055/redis:8.0-bookworm");
      await recreate((config) => void (config.Image = id));
      const reference = original.Config.Image;
      expect(await driftOfRedis()).toEqual([["image", reference, id]]);
      await recreate();
      await docker("tag", original.Image, "127.0.0.1:5055/redis:8.0-bookworm");
      await docker("image", "rm", id);
      expect(await driftLines()).toEqual([]);
    });
  });

  it("finds networks and aliases that were changed while it ran", async () => {
    await docker("network", "disconnect", NETWORK, REDIS);
    await docker("network", "connect", "--alias", "cache", NETWORK, REDIS);
    await docker("network", "connect", "bridge", REDIS);
    const found = await driftOfRedis();
    await recreate();
    expect(found).toEqual([
      [`networks ${NETWORK}`, "[]", '["cache"]'],
      ["networks bridge", "absent", "[]"],
    ]);
  });

  it("shows a table of node, container, field, expected and found", async () => {
    await docker("update", "--pids-limit", "100", REDIS);
    const { code, stdout } = await drift();
    await docker("update", "--pids-limit", "2048", REDIS);
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["node", "container", "field", "expected", "found"],
      ["oracle1", REDIS, "pidsLimit", "2048", "100"],
      [""],
    ]);
    expect(code).toBe(2);
  });

  it("finds a container that was stopped, and one that is gone", async () => {
    await docker("stop", REDIS);
    expect(await driftOfRedis()).toEqual([["state", "running", "exited (0)"]]);
    await docker("rm", REDIS);
    expect(await driftOfRedis()).toEqual([["container", "running", "absent"]]);
    await recreate();
  });

  it("finds a container of ours that should not be there, and leaves others alone", async () => {
    const names = ["bev_test_drift_stray", "bev_test_drift_foreign"];
    const [stray = "", foreign = ""] = names;
    await docker("create", "--name", stray, "--label", "bev.stack=oracle1", original.Image);
    await docker("create", "--name", foreign, original.Image);
    const lines = await driftLines();
    await docker("rm", "--volumes", ...names);
    expect(lines).toEqual([
      {
        node: "oracle1",
        container: stray,
        field: "container",
        expected: "absent",
        found: "created",
      },
    ]);
  });

  it("finds a container of an expected name that lost its labels", async () => {
    await recreate((config) => void (config.Labels = {}));
    const fields = (await driftOfRedis()).map(([field]) => field);
    expect(fields).toEqual([
      "labels bev.config-hash",
      "labels bev.family",
      "labels bev.service",
      "labels bev.stack",
    ]);
  });

  it("shows no value of a variable, a label, a command or a secret, in neither form", async () => {
    const secret = await docker("exec", REDIS, "cat", "/run/secrets/auth.conf");
    const password = secret.replace("requirepass ", "");
    expect(password).toHaveLength(40);
    await recreate((config, host) => {
      config.Env = [`REDIS_PASSWORD=${password}`, `TOKEN=${CANARY}`];
      config.Labels["bev.family"] = CANARY;
      config.Cmd.push("--masteruser", CANARY);
      config.Healthcheck = { ...config.Healthcheck, Test: ["CMD", "echo", password] };
      host.LogConfig = { Type: "json-file", Config: { tag: CANARY } };
    });
    const runs = [await drift(), await drift("--json")];
    await recreate();
    expect(runs.map(({ code }) => code)).toEqual([2, 2]);
    const fields = (JSON.parse(runs[1]?.stdout ?? "") as DriftLine[]).map(({ field }) => field);
    expect(fields).toEqual([
      "command",
      ...["envs REDIS_PASSWORD", "envs TOKEN", "labels bev.family", "healthcheck tests"],
      ...["logOpts max-file", "logOpts max-size", "logOpts tag"],
    ]);
    const printed = runs.map(({ output }) => output).join("\n");
    expect(printed).toContain("envs TOKEN");
    expect([CANARY, password].filter((value) => printed.includes(value))).toEqual([]);
  });

  it("says which Engine does not answer, and how to see that it does", async () => {
    const content = readFileSync(stackFile(), "utf8");
    const config = parseDocument(content);
    config.setIn(["config", "bev:node", "host"], "unix:///absent.sock");
    writeFileSync(stackFile(), config.toString());
    const { code, stdout, output } = await drift("--json");
    writeFileSync(stackFile(), content);
    expect(output).toMatch(
      /bev:node\.host: must be a Docker Engine that answers, "unix:\/\/\/absent\.sock" does not \(.*\); make docker --host unix:\/\/\/absent\.sock version answer from here/,
    );
    expect([code, stdout]).toEqual([1, "[]\n"]);
  });
});

/** What an update reaches, and what it only says it does. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { DockerProject } from "../../kit/docker.ts";
import type { Inspected, Steps } from "../../kit/docker.ts";
import { succeeded } from "../../kit/engine.ts";

const MIB = 1024 * 1024;

/** Each in a container of its own: one that is applied would carry the others with it. */
const LIMITS = [
  ["restart", {}, "no", "unless-stopped", { RestartPolicy: { Name: "unless-stopped" } }],
  ["maxRetryCount", { restart: "on-failure" }, 3, 5, { RestartPolicy: { MaximumRetryCount: 5 } }],
  ["cpuShares", {}, 512, 256, { CpuShares: 256 }],
  ["cpuSet", {}, "0", "0-1", { CpusetCpus: "0-1" }],
  ["memory", { memorySwap: 128 }, 64, 96, { Memory: 96 * MIB }],
  ["memoryReservation", {}, 32, 48, { MemoryReservation: 48 * MIB }],
  ["memorySwap", { memory: 64 }, 64, 128, { MemorySwap: 128 * MIB }],
] as const;

const NOT_APPLIED = {
  before: {
    healthcheck: { tests: ["CMD", "true"], interval: "10s", timeout: "5s" },
    tmpfs: { "/tmp": "size=1m" },
    init: false,
  },
  after: {
    healthcheck: { tests: ["CMD", "false"], interval: "20s", timeout: "5s" },
    tmpfs: { "/tmp": "size=2m" },
    init: true,
  },
};

const NAMES = [...LIMITS.map(([property]) => property), "silent", "replaced"];
const REPLACED = { replaceOnChanges: Object.keys(NOT_APPLIED.before) };

describe("a changed container", () => {
  const project = new DockerProject("updates");
  let before: Record<string, Inspected>;
  let after: Record<string, Inspected>;
  let change: Steps;

  const declare = (which: "before" | "after") => {
    const limits = LIMITS.map(([property, base, from, to]) => [
      property,
      { ...base, [property]: which === "before" ? from : to },
    ]);
    return project.declare({
      Container: {
        ...(Object.fromEntries(limits) as Record<string, Record<string, unknown>>),
        silent: NOT_APPLIED[which],
        replaced: { ...NOT_APPLIED[which], options: { ...REPLACED, deleteBeforeReplace: true } },
      },
    });
  };
  const inspectAll = async () =>
    Object.fromEntries(
      await Promise.all(NAMES.map(async (name) => [name, await project.inspect(name)] as const)),
    );

  beforeAll(async () => {
    await project.init();
    await succeeded(declare("before").up());
    before = await inspectAll();
    change = await declare("after").up();
    after = await inspectAll();
  });
  afterAll(() => project.remove());

  it("is updated in place, or replaced where its options say so", () => {
    expect(change.code).toBe(0);
    expect([...change.steps].sort()).toEqual(
      [
        "create-replacement replaced",
        "delete-replaced replaced",
        "update silent",
        ...LIMITS.map(([property]) => `update ${property}`),
      ].sort(),
    );
  });

  it.each(LIMITS)("runs on with its new %s", (property, _base, _from, _to, shown) => {
    expect(after[property]?.Id).toBe(before[property]?.Id);
    expect(before[property]?.HostConfig).not.toMatchObject(shown);
    expect(after[property]?.HostConfig).toMatchObject(shown);
  });

  it("keeps its old health check, tmpfs and init, though they count as updated", () => {
    expect(Object.keys(change.changes["silent"] ?? {}).sort()).toEqual([
      "healthcheck.interval",
      "healthcheck.tests[1]",
      "init",
      'tmpfs["/tmp"]',
    ]);
    expect(after["silent"]?.Id).toBe(before["silent"]?.Id);
    expect(after["silent"]).toMatchObject({
      Config: { Healthcheck: { Test: ["CMD", "true"], Interval: 10e9 } },
      HostConfig: { Tmpfs: { "/tmp": "size=1m" }, Init: false },
    });
  });

  it("has them where replaceOnChanges lists them", () => {
    expect(after["replaced"]?.Id).not.toBe(before["replaced"]?.Id);
    expect(after["replaced"]).toMatchObject({
      Config: { Healthcheck: { Test: ["CMD", "false"], Interval: 20e9 } },
      HostConfig: { Tmpfs: { "/tmp": "size=2m" }, Init: true },
    });
  });

  it("would be made before it is deleted, under a taken name, without deleteBeforeReplace", async () => {
    project.declare({ Container: { replaced: { ...NOT_APPLIED.before, options: REPLACED } } });
    const { steps } = await project.preview("--target", await urnOf("replaced"));
    expect(steps).toEqual(["create-replacement replaced", "delete-replaced replaced"]);
    declare("after");
  });

  it("shows no change afterwards, until a refresh finds what was not applied", async () => {
    expect((await project.preview()).steps).toEqual([]);
    const { steps, changes } = await project.preview("--refresh");
    expect(steps).toEqual(["update silent"]);
    expect(Object.keys(changes["silent"] ?? {})).toHaveLength(4);
  });

  it("is left as it was when the Engine refuses the new limits", async () => {
    project.declare({ Container: { memorySwap: { memory: 64, memorySwap: 32 } } });
    const { code, errors } = await project.up("--target", await urnOf("memorySwap"));
    expect(code).not.toBe(0);
    expect(errors).toEqual([
      "Unable to update a container: Minimum memoryswap limit should be larger than memory " +
        "limit, see usage",
      "update failed",
    ]);
    const { HostConfig } = await project.inspect("memorySwap");
    expect(HostConfig).toMatchObject({ MemorySwap: 128 * MIB });
    expect((await project.resource("memorySwap"))?.outputs).toMatchObject({ memorySwap: 128 });
  });

  async function urnOf(name: string): Promise<string> {
    return (await project.resource(name))?.urn ?? "";
  }
});

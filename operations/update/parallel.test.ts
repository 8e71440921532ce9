import { afterAll, afterEach, expect, it } from "@jest/globals";
import type { Stack, UpOptions } from "@pulumi/pulumi/automation/index.js";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { runOperation } from "./stack-operation.ts";
import { parallelIn } from "./parallel.ts";
import { trackedSettings } from "../project.ts";

const project = mkdtempSync(path.join(os.tmpdir(), "bev-parallel-"));
afterAll(() => rmSync(project, { recursive: true }));
afterEach(() => {
  delete process.env["PULUMI_PARALLEL"];
});

const SETTINGS = trackedSettings("oracle1");
const NODE = SETTINGS["bev:node"] as { capacity: object };

/** Of ORACLE1 with this node in its stack file, from a machine with many cores. */
function parallelOf(node: object): { parallel?: number } {
  const content = stringify({ config: { ...SETTINGS, "bev:node": node } });
  writeFileSync(path.join(project, "Pulumi.oracle1.yaml"), content);
  return parallelIn(project, "oracle1", 64);
}

const withCores = (cores: number) => ({ ...NODE, capacity: { ...NODE.capacity, cores } });

it("grows with the cores of the node", () => {
  expect(parallelOf(withCores(20))).toEqual({ parallel: 40 });
  expect(parallelOf(withCores(4))).toEqual({ parallel: 8 });
});

it("counts the cores of the machine that stands for the node", () => {
  const machine = { cores: 20, gpus: 0 };
  expect(parallelOf({ ...withCores(4), machine })).toEqual({ parallel: 40 });
});

it("leaves the number to Pulumi where PULUMI_PARALLEL sets it", () => {
  process.env["PULUMI_PARALLEL"] = "3";
  expect(parallelOf(NODE)).toEqual({});
});

it("leaves a faulty configuration to the program, which tells more about it", () => {
  expect(parallelOf({ host: "thanos" })).toEqual({});
});

it("is passed to Pulumi by an update", async () => {
  parallelOf(NODE);
  const passed: UpOptions[] = [];
  const up = (options: UpOptions) => Promise.resolve(void passed.push(options));
  const stack = { workspace: { workDir: project }, up } as unknown as Stack;
  expect(await runOperation("up", "oracle1", stack, () => undefined)).toMatchObject({
    failed: false,
  });
  expect(passed).toMatchObject([parallelIn(project, "oracle1")]);
  expect(passed[0]?.parallel).toBeGreaterThan(0);
});

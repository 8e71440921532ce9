/** How often an update runs Pulumi: each run takes a third of a second. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { trackedSettings } from "../project.ts";
import { contractWith } from "../../test/kit/deployed-stack.ts";
import { openStacks } from "../workspace.ts";
import { runStacks } from "./run.ts";
import { update } from "./update.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-runs-"));
const project = path.join(directory, "project");
const log = path.join(directory, "log");
const { PULUMI_HOME, BEV_PULUMI_VERSION, PATH } = process.env;

/** Writes down what it is asked; two stacks are there and have outputs, and an update of THANOS publishes another contract. */
const PULUMI = `#!/bin/sh
echo "$*" >>${log}
case $* in
version) echo v3.259.0 ;;
"stack ls"*) echo '[{"name":"oracle1","current":false},{"name":"thanos","current":false}]' ;;
"stack output"*thanos*) cat ${project}/published.json ;;
"stack output"*) echo '{"certificates":{}}' ;;
"up "*thanos*) mv ${project}/next.json ${project}/published.json ;;
esac
`;

beforeAll(() => {
  const bin = path.join(directory, "versions", "3.259.0", "bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(project);
  writeFileSync(path.join(bin, "pulumi"), PULUMI, { mode: 0o755 });
  writeFileSync(path.join(project, "Pulumi.yaml"), "name: bev\nruntime: nodejs\n");
  for (const stack of ["oracle1", "thanos"]) {
    const config = trackedSettings(stack);
    writeFileSync(path.join(project, `Pulumi.${stack}.yaml`), stringify({ config }));
  }
  const chosen = { PULUMI_HOME: directory, BEV_PULUMI_VERSION: "3.259.0" };
  Object.assign(process.env, chosen, { PATH: `${bin}:${PATH ?? ""}` });
});

afterAll(() => {
  Object.assign(process.env, { PULUMI_HOME, BEV_PULUMI_VERSION, PATH });
  rmSync(directory, { recursive: true });
});

it("runs Pulumi to find the stack, for its outputs and for the update, and no more", async () => {
  const stacks = await openStacks({ project, environment: {} }, ["oracle1"]);
  const [stack] = stacks.values();
  if (!stack) throw new Error("oracle1 was not found");
  const result = await update("oracle1", stack, () => undefined);
  expect(result.errors).toEqual([]);
  const runs = readFileSync(log, "utf8").trim().split("\n");
  expect(runs.map((run) => run.split(" --")[0])).toEqual([
    ...["version", "stack ls", "stack output", "up"],
  ]);
});

it("updates ORACLE1 once more where THANOS has published another port meanwhile", async () => {
  const contract = contractWith("thanos");
  const endpoints = { ...contract.endpoints, postgres: { sql: 5442 } };
  const publish = (file: string, published: object) =>
    writeFileSync(path.join(project, file), JSON.stringify({ contract: published }));
  publish("published.json", contract);
  publish("next.json", { ...contract, endpoints });
  const stacks = await openStacks({ project, environment: {} }, ["oracle1", "thanos"]);
  rmSync(log);
  const results = await runStacks("up", stacks);
  expect(results.map(({ stack, errors }) => [stack, errors])).toEqual([
    ["oracle1", []],
    ["thanos", []],
  ]);
  const runs = readFileSync(log, "utf8").trim().split("\n");
  const updates = runs.filter((run) => run.startsWith("up "));
  expect(updates.map((run) => /--stack (\w+)/.exec(run)?.[1])).toEqual([
    ...["oracle1", "thanos", "oracle1"],
  ]);
});

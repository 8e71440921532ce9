/** How often an update runs Pulumi: each run takes a third of a second. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { stringify } from "yaml";
import { trackedSettings } from "../project.ts";
import { openStacks } from "../workspace.ts";
import { update } from "./update.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-runs-"));
const project = path.join(directory, "project");
const log = path.join(directory, "log");
const { PULUMI_HOME, BEV_PULUMI_VERSION, PATH } = process.env;

/** Writes down what it is asked; one stack is there, and has outputs. */
const PULUMI = `#!/bin/sh
echo "$*" >>${log}
case $* in
version) echo v3.259.0 ;;
"stack ls"*) echo '[{"name":"oracle1","current":false}]' ;;
"stack output"*) echo '{"certificates":{}}' ;;
esac
`;

beforeAll(() => {
  const bin = path.join(directory, "versions", "3.259.0", "bin");
  mkdirSync(bin, { recursive: true });
  mkdirSync(project);
  writeFileSync(path.join(bin, "pulumi"), PULUMI, { mode: 0o755 });
  writeFileSync(path.join(project, "Pulumi.yaml"), "name: bev\nruntime: nodejs\n");
  const config = trackedSettings("oracle1");
  writeFileSync(path.join(project, "Pulumi.oracle1.yaml"), stringify({ config }));
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

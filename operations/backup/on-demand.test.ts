/** Which agents are asked while a node on demand is off, with a docker that answers for no such Engine. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { keepingStates, present, requireOn } from "./on-demand.ts";
import { backupSummary } from "./summary.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-on-demand-"));
const { PATH } = process.env;

beforeAll(() => {
  const docker = '#!/bin/sh\n[ "$DOCKER_HOST" = ssh://on ]\n';
  writeFileSync(path.join(directory, "docker"), docker, { mode: 0o755 });
  process.env["PATH"] = `${directory}:${PATH ?? ""}`;
});

afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

const agent = (node: string, isOnDemand: boolean, state: "on" | "off") => ({
  ...{ node, isOnDemand, host: `ssh://${state}` },
});
const always = agent("thanos", false, "off");
const off = agent("starlord", true, "off");
const on = agent("starlord", true, "on");
const LINE = "starlord: it is off; what is due is saved once it is on";

it("leaves out one that is on demand and off, in one line", async () => {
  expect(await present([always, off])).toEqual({ there: [always], off: [LINE] });
  expect(await present([always, on])).toEqual({ there: [always, on], off: [] });
});

it("refuses what a person asks for by name while its node is off", async () => {
  await expect(requireOn([always, off])).rejects.toThrow(LINE);
  await requireOn([always, on]);
});

it("is what bev status says of its backups", async () => {
  const said = await backupSummary("starlord", () => Promise.resolve(trackedConfig("starlord")));
  expect(said).toBe("it is off; what is due is saved once it is on");
});

it("has the states of stacks kept by those that are always there", () => {
  expect(keepingStates([always, on])).toEqual([always]);
});

/** What Prometheus last saw of backups, asked by a docker that answers what is in a file. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { lastSeen } from "./last-seen.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-last-seen-"));
const { PATH } = process.env;
const configs = new Map([["oracle1", trackedConfig("oracle1")]]);

/** Another file for each figure that is asked for. */
const DOCKER = `#!/bin/sh
case $* in *timestamp*) cat ${directory}/made ;; *) cat ${directory}/sizes ;; esac
`;

beforeAll(() => {
  writeFileSync(path.join(directory, "docker"), DOCKER, { mode: 0o755 });
  process.env["PATH"] = `${directory}:${PATH ?? ""}`;
});
afterAll(() => {
  process.env["PATH"] = PATH;
  rmSync(directory, { recursive: true });
});

const figures = (values: Record<string, string>) => {
  const result = Object.entries(values).map(([service, value]) => {
    return { metric: { service }, value: [1, value] };
  });
  return JSON.stringify({ data: { result } });
};
const answers = (made: string, sizes = figures({})) => {
  writeFileSync(path.join(directory, "made"), made);
  writeFileSync(path.join(directory, "sizes"), sizes);
};

it("is when a service was saved, and how large that is", async () => {
  answers(figures({ postgres: "1700000000", neo4j: "0" }), figures({ postgres: "4096" }));
  expect(await lastSeen("thanos", configs)).toEqual([
    { service: "postgres", madeAt: 1_700_000_000, bytes: 4096 },
  ]);
});

it.each([
  ["of something else", JSON.stringify({ status: "error" })],
  ["what is no JSON", "<html>"],
])("is not known where Prometheus tells %s", async (_, made) => {
  answers(made);
  expect(await lastSeen("thanos", configs)).toBeUndefined();
});

it("is not known where Prometheus does not answer", async () => {
  answers("");
  rmSync(path.join(directory, "made"));
  expect(await lastSeen("thanos", configs)).toBeUndefined();
});

it("is not known where Prometheus went with the node", async () => {
  answers(figures({ redis: "1700000000" }));
  expect(await lastSeen("oracle1", configs)).toBeUndefined();
});

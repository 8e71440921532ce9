import { afterAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { hasEnded, lockHolders } from "./stack-lock.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-lock-"));
afterAll(() => rmSync(directory, { recursive: true }));

const ended = spawnSync("true").pid;
const here = { pid: process.pid, username: "root", hostname: os.hostname() };

it("finds who holds the lock of a stack", () => {
  const locks = path.join(directory, ".pulumi", "locks", "organization", "bev", "thanos");
  mkdirSync(locks, { recursive: true });
  writeFileSync(path.join(locks, "1.json"), JSON.stringify(here));
  writeFileSync(path.join(locks, "1.json.attrs"), "{}");
  expect(lockHolders(`file://${directory}`, "thanos")).toEqual([here]);
  expect(lockHolders(`file://${directory}`, "oracle1")).toEqual([]);
});

it("knows nothing of other backends", () => {
  expect(lockHolders("s3://bucket", "thanos")).toEqual([]);
});

it.each([
  ["a process that runs", here, false],
  ["a process that has ended", { ...here, pid: ended }, true],
  ["a process of another machine", { ...here, pid: ended, hostname: "elsewhere" }, false],
])("tells of %s whether it has ended", (_what, holder, expected) => {
  expect(hasEnded(holder)).toBe(expected);
});

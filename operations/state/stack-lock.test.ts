import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { backendUrl } from "./file-backend.ts";
import { hasEnded, lockHolders } from "./stack-lock.ts";
import type { LockHolder } from "./stack-lock.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "bev-lock-"));
const locks = path.join(directory, ".pulumi", "locks", "organization", "bev", "thanos");
beforeEach(() => {
  rmSync(locks, { recursive: true, force: true });
  mkdirSync(locks, { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

const ended = spawnSync("true").pid;
const here = { pid: process.pid, username: "root", hostname: os.hostname() };

function holders(stack: string, url = backendUrl(directory)): LockHolder[] {
  return lockHolders({ project: directory, environment: { PULUMI_BACKEND_URL: url } }, stack);
}

it("finds who holds the lock of a stack", () => {
  writeFileSync(path.join(locks, "1.json"), JSON.stringify(here));
  writeFileSync(path.join(locks, "1.json.attrs"), "{}");
  mkdirSync(path.join(locks, "folder.json"));
  expect(holders("thanos")).toEqual([here]);
  expect(holders("oracle1")).toEqual([]);
});

it.each(["s3://bucket", "", "https://api.pulumi.com", "file:///%zz"])(
  "knows nothing of the backend %j",
  (url) => {
    expect(holders("thanos", url)).toEqual([]);
  },
);

it.each([
  ["a process that runs", here, false],
  ["a process that has ended", { ...here, pid: ended }, true],
  ["a process of another machine", { ...here, pid: ended, hostname: "elsewhere" }, false],
])("tells of %s whether it has ended", (_what, holder, expected) => {
  expect(hasEnded(holder)).toBe(expected);
});

describe("takes for the lock of a process that has ended", () => {
  it.each([
    ["an empty file", "1.json", ""],
    ["half of a file", "1.json", '{"pid": 1, "usern'],
    ["zeros", "1.json", "\0\0\0\0"],
    ["null", "1.json", "null"],
    ["a list", "1.json", "[]"],
    ["one without a process", "1.json", '{"username": "root", "hostname": "here"}'],
    ["what was on its way to its name", "1.json.1234", ""],
  ])("%s", (_what, name, content) => {
    writeFileSync(path.join(locks, name), content);
    expect(holders("thanos").map(hasEnded)).toEqual([true]);
  });
});

/** What `npm run test:engine` says, before its first test, on a machine that lacks what it needs. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root, run } from "./kit/engine.ts";
import type { Run } from "./kit/engine.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "bev-prepare-"));
  mkdirSync(path.join(directory, "bin"));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** With these programs alone, and a cache in which nothing is built yet. */
function prepare(...programs: string[]): Promise<Run> {
  for (const program of programs) symlinkSync("/bin/true", path.join(directory, "bin", program));
  const script = `(await import("${path.join(root, "test", "engine", "prepare.mjs")}")).default()`;
  return run(process.execPath, ["--input-type=module", "--eval", script], {
    env: { PATH: path.join(directory, "bin"), XDG_CACHE_HOME: directory },
  });
}

it("names every program that lacks, and its Debian package", async () => {
  expect(await prepare("gpg", "tar")).toEqual({
    code: 1,
    stdout: "",
    output:
      "error: test:engine: must find jq and openssl on the PATH, does not; apt-get install jq openssl\n",
  });
});

it("names Go where something has to be built", async () => {
  expect(await prepare("gpg", "tar", "jq", "openssl")).toEqual({
    code: 1,
    stdout: "",
    output:
      "error: test:engine: must find go 1.25 or newer on the PATH to build Vault and programs of the tests, " +
      "found none; install it from https://go.dev/dl\n",
  });
});

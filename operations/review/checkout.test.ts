/** What git refuses, as people read it: git's own reason, and what it says of mending it. */
import { afterAll, afterEach, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../../src/lib/paths.ts";
import { commitOf, fileAt, hasProject } from "./checkout.ts";

const programs = mkdtempSync(path.join(os.tmpdir(), "bev-git-"));
const { PATH = "" } = process.env;
afterEach(() => {
  process.env["PATH"] = PATH;
});
afterAll(() => rmSync(programs, { recursive: true }));

/** A git that refuses everything. */
function refuseWith(stderr: string): void {
  const script = `#!/bin/sh\ncat >&2 <<'END'\n${stderr}\nEND\nexit 128\n`;
  writeFileSync(path.join(programs, "git"), script, { mode: 0o755 });
  process.env["PATH"] = [programs, PATH].join(path.delimiter);
}

it.each([
  [
    "a folder of another user",
    `fatal: detected dubious ownership in repository at '/p'\nTo add an exception for this directory, call:\n\n\tgit config --global --add safe.directory /p`,
    "must be readable for git, is not: detected dubious ownership in repository at '/p'; run git config --global --add safe.directory /p",
  ],
  [
    "no repository",
    "fatal: not a git repository (or any of the parent directories): .git",
    "must be in a git repository, is in none; clone the project with git",
  ],
  [
    "a broken configuration",
    "fatal: bad config line 3 in file .git/config",
    "must be readable for git, is not: bad config line 3 in file .git/config; mend that, and run it again",
  ],
  [
    "a folder that is closed",
    "fatal: Invalid path '/p/.git': Permission denied",
    "must be readable for git, is not: Invalid path '/p/.git': Permission denied; mend that, and run it again",
  ],
  [
    "a newer format",
    "fatal: unknown repository extension found:\n\trelativeworktrees",
    "must be readable for git, is not: unknown repository extension found:; relativeworktrees",
  ],
  [
    "nothing said",
    "",
    "must be readable for git, is not: it does not say why; mend that, and run it again",
  ],
])("%s", async (_what, stderr, message) => {
  refuseWith(stderr);
  await expect(commitOf("HEAD")).rejects.toThrow(`${root}: ${message}`);
});

it.each(["no-such-branch", "", "--help", "HEAD:README.md", "a..b"])(
  "refuses %j, which means no commit",
  async (reference) => {
    await expect(commitOf(reference)).rejects.toThrow(
      `--base: must be a commit of this repository, got ${JSON.stringify(reference)}; fetch it with git`,
    );
  },
);

it("knows which files a commit has", async () => {
  const head = await commitOf("HEAD");
  expect(await hasProject(head)).toBe(true);
  expect(await fileAt(head, "Pulumi.starlord.yaml")).toContain("bev:registry");
  expect(await fileAt(head, "Pulumi.nowhere.yaml")).toBeUndefined();
});

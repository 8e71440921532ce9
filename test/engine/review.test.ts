/** `bev review` on the command line: against a backend, and where it cannot say anything. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { answered, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { LocalProgram } from "../kit/local-program.ts";

const program = new LocalProgram();
afterAll(() => program.remove());

function bev(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return run(process.execPath, ["cli/main.ts", ...args], {
    cwd: program.directory,
    env: { PULUMI_BACKEND_URL: "", ...env },
  });
}

async function git(...args: string[]): Promise<void> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@bev.invalid"];
  await answered(run("git", [...identity, ...args], { cwd: program.directory }));
}

it("refuses a folder that is in no git repository", async () => {
  const result = await bev(["review", "--base", "HEAD"]);
  expect(result.output).toContain(": must be in a git repository, is in none; clone the project");
  expect(result.code).toBe(1);
});

describe("in a git repository", () => {
  const backend = mkdtempSync(path.join(os.tmpdir(), "bev-backend-"));
  const shell = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "test" };
  afterAll(() => rmSync(backend, { recursive: true, force: true }));

  beforeAll(async () => {
    writeFileSync(path.join(program.directory, ".gitignore"), "node_modules\n.bev/\n");
    await git("init", "--quiet");
    await git("add", ".");
    await git("commit", "--quiet", "--message=good");
    // One stack is enough for a base that cannot be planned.
    for (const name of ["oracle1", "thanos"])
      rmSync(path.join(program.directory, `Pulumi.${name}.yaml`));
    program.configure("starlord", ["bev:node", "address"], "300.122.12.54");
    await git("commit", "--quiet", "--all", "--message=broken");
    await git("checkout", "--quiet", "HEAD~1", "--", ".");
  });

  it("refuses a reference that is none", async () => {
    const result = await bev(["review", "--base", "origin/mian"]);
    expect(result.output).toContain(
      'error: --base: must be a commit of this repository, got "origin/mian"; fetch it with git',
    );
    expect(result.code).toBe(1);
  });

  it("wants a reference", async () => {
    const result = await bev(["review"]);
    expect(result.output).toContain("error: required option '--base <reference>' not specified");
    expect(result.code).toBe(1);
  });

  it("says that it is the base that cannot be planned", async () => {
    const result = await bev(["review", "--base", "HEAD", "starlord"]);
    expect(result.output).toContain(
      "error: base: starlord cannot be planned:\nbev:node.address: must be an IPv4 address",
    );
    expect([result.stdout, result.code]).toEqual(["", 1]);
  });

  it("refuses a backend that has no stack to compare with", async () => {
    const result = await bev(["review", "--base", "HEAD", "starlord"], shell);
    expect(result.output).toContain(
      "error: starlord: must be on the backend of PULUMI_BACKEND_URL, is not; deploy it first",
    );
    expect(result.code).toBe(1);
  });

  describe("with the stacks on the backend", () => {
    beforeAll(async () => {
      const options = { cwd: program.directory, env: shell };
      for (const name of ["oracle1", "thanos", "starlord"])
        await succeeded(run("pulumi", ["stack", "init", name, "--non-interactive"], options));
    });

    it("reports against the backend, and leaves the backend as it was", async () => {
      const result = await bev(["review", "--base", "HEAD", "starlord"], shell);
      expect(result.stdout.split("\n")[0]).toMatch(/^Mode: live /);
      expect(result.stdout).toMatch(/^\| `starlord` \| 0 \| 0 \| 0 \| 0 \| \d{2,3} \| 0 \|$/m);
      expect(result.stdout.length).toBeLessThanOrEqual(60_000);
      expect(result.code).toBe(0);
      const state = await run("pulumi", ["stack", "export", "--stack", "starlord"], {
        cwd: program.directory,
        env: shell,
      });
      expect(state.code).toBe(0);
      expect(state.stdout).not.toContain('"resources"');
    });

    it("reports a program that refuses the change, and as data", async () => {
      program.configure("starlord", ["bev:regisrty"], "x");
      const result = await bev(["review", "--base", "HEAD~1", "--json", "starlord"], shell);
      const { mode, nodes } = JSON.parse(result.stdout) as {
        mode: string;
        nodes: { failed: boolean; errors: string[] }[];
      };
      expect([mode, nodes[0]?.failed, result.code]).toEqual(["live", true, 1]);
      expect(nodes[0]?.errors.join()).toContain("bev:regisrty: must be a known key");
    });
  });
});

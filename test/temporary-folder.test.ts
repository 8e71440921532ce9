/** What tests leave in the temporary folder goes with the run, also where the run was killed. */
import { afterAll, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./kit/engine.ts";

const parent = mkdtempSync(path.join(os.tmpdir(), "bev-parent-"));
afterAll(() => rmSync(parent, { recursive: true }));

const kit = pathToFileURL(path.join(root, "test", "kit", "temporary-folder.ts")).href;

/** A run that leaves a file, and prints what it finds in its own temporary folder's parent; it may end early. */
function run(end: string): string[] {
  const program = `
    import { readdirSync, writeFileSync } from "node:fs";
    import os from "node:os";
    import makeTemporaryFolder, { removeTemporaryFolder } from "${kit}";
    makeTemporaryFolder();
    writeFileSync(os.tmpdir() + "/left", "");
    console.log(readdirSync(process.argv[1]).join("\\n"));
    ${end}`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "--eval", program, parent],
    { env: { ...process.env, TMPDIR: parent }, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  return stdout.trim().split("\n");
}

it("removes the folder of a run when that ends, and of one that was killed with the next", () => {
  mkdirSync(path.join(parent, "of-somebody-else"));
  const [killed = ""] = run("process.kill(process.pid, 'SIGKILL')");
  expect(killed).toMatch(/^bev-tests-\d+$/);
  expect(readdirSync(parent)).toEqual([killed, "of-somebody-else"]);
  const seen = run("removeTemporaryFolder()");
  expect(seen).toEqual([expect.stringMatching(/^bev-tests-\d+$/), "of-somebody-else"]);
  expect(seen).not.toContain(killed);
  expect(readdirSync(parent)).toEqual(["of-somebody-else"]);
});

it("gives each run of jest such a folder", () => {
  expect(path.basename(os.tmpdir())).toMatch(/^bev-tests-\d+$/);
});

/**
 * Builds what the layers above `npm test` need, once for all clones, so that no test waits for it:
 *
 *   npm run test:prepare            programs of test:engine, then the lab's images
 *   npm run test:prepare -- engine  the programs only
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureProgram, hasProgram } from "./kit/image-program.ts";
import { lackOfGo } from "../toolchain/go.mjs";
import { ensureProgram as ensureGoProgram, programFile } from "../toolchain/go-program.mjs";
import { withProgress } from "../toolchain/progress.mjs";
import { root } from "./kit/engine.ts";
import { goPrograms } from "./kit/go-programs.ts";
import { orExit, requirePrograms } from "./kit/layer.ts";
import { ensureTool, prometheusTools, toolFile } from "./kit/prometheus-tools.ts";

/** Programs of the machine that tests of test:engine call, and the Debian package that has each. */
const PACKAGES = { gpg: "gnupg", jq: "jq", openssl: "openssl", tar: "tar" };

/** @throws Error with one line that says what lacks and how to get it */
export async function prepareEngine(): Promise<void> {
  requirePrograms(PACKAGES);
  const unbuilt = goPrograms.filter((program) => !existsSync(programFile(program)));
  if (!hasProgram("vault") || unbuilt.length > 0) await checkGo();
  for (const program of unbuilt) {
    await withProgress(`building ${program.name}`, (report) => ensureGoProgram(program, report));
  }
  for (const tool of prometheusTools) {
    if (existsSync(toolFile(tool))) continue;
    await withProgress(`fetching ${tool}`, (report) => ensureTool(tool, report));
  }
  if (!hasProgram("vault")) {
    await withProgress("building vault (about 10 minutes)", (report) =>
      ensureProgram("vault", report),
    );
  }
}

async function checkGo(): Promise<void> {
  const lack = await lackOfGo(path.join(root, "lab", "images", "vault"));
  if (lack === undefined) return;
  throw new Error(
    `must find ${lack.wanted} on the PATH to build Vault and programs of the tests, found ` +
      `${lack.found}; install it from https://go.dev/dl`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [what] = process.argv.slice(2);
  await orExit("test:prepare", async () => {
    if (what !== undefined && what !== "engine") throw new Error(`knows engine, got ${what}`);
    await prepareEngine();
  });
  if (what === undefined) {
    const { status } = spawnSync(
      process.execPath,
      ["cli/main.ts", "lab", "images", "--region", "us-east"],
      {
        cwd: root,
        stdio: "inherit",
      },
    );
    process.exitCode = status ?? 1;
  }
}

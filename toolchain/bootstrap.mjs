/**
 * The way in for every npm script: sets up what is missing, then runs one tool with the program's
 * own Node and Pulumi. Plain JavaScript for Node 20, without node_modules.
 *
 *   node toolchain/bootstrap.mjs toolchain [--status]
 *   node toolchain/bootstrap.mjs bev <verb> …
 *   node toolchain/bootstrap.mjs jest …
 *   node toolchain/bootstrap.mjs prepare [engine]
 *   node toolchain/bootstrap.mjs torture …
 *   node toolchain/bootstrap.mjs bench
 *   node toolchain/bootstrap.mjs mutation
 */
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { binDirectory, ensureDependencies, nodeBinary } from "./dependencies.mjs";
import { ensureToolchain } from "./home.mjs";
import { cacheDirectory, cliVersion, root } from "./paths.mjs";
import { SetupError } from "./progress.mjs";

const tools = {
  bev: [path.join(root, "cli", "main.ts")],
  prepare: [path.join(root, "test", "prepare.ts")],
  torture: [path.join(root, "test", "docker", "torture", "main.ts")],
  bench: [path.join(root, "test", "bench", "policies.ts")],
  mutation: [
    path.join(root, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js"),
    "run",
  ],
  jest: [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    path.join(root, "node_modules", "jest", "bin", "jest.js"),
  ],
};

/** @returns {Promise<number>} the exit code */
export async function main([tool, ...args]) {
  try {
    await ensureDependencies();
    const toolchain = await ensureToolchain();
    if (tool === "toolchain") return showToolchain(toolchain, args);
    if (tools[tool]) return await runTool([...tools[tool], ...args], environment(toolchain));
    throw new SetupError(
      `toolchain/bootstrap.mjs: knows toolchain, bev, jest, prepare, torture, bench and mutation, got ${tool ?? "nothing"}`,
    );
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return 1;
  }
}

/** What a shell needs so that `pulumi` is this project's and runs programs with its Node. */
export function environment({ home, parts }) {
  // Before npm's launcher of the same name, which would be left out when Pulumi is interrupted.
  const pulumi = path.join(home, "versions", cliVersion, "bin");
  return {
    PATH: [pulumi, binDirectory, process.env.PATH].join(path.delimiter),
    PULUMI_HOME: home,
    BEV_PULUMI_VERSION: cliVersion,
    BEV_STAND_INS: parts
      .filter(({ source }) => source === "stand-in")
      .map(({ name }) => name)
      .join(", "),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

function showToolchain({ home, parts }, args) {
  if (args[0] === "--status") {
    for (const { name, version, source, path: where } of parts) {
      console.log(`${name.padEnd(16)} ${version.padEnd(8)} ${source.padEnd(22)} ${where}`);
    }
    console.log(
      `\nPulumi home  ${home}\nRemove ${cacheDirectory} to look for published parts again.`,
    );
  } else if (args.length > 0) {
    throw new SetupError(`npm run toolchain: knows --status, got ${args.join(" ")}`);
  }
  return 0;
}

export function runTool(args, env) {
  return new Promise((resolve) => {
    const child = spawn(nodeBinary, args, { stdio: "inherit", env: { ...process.env, ...env } });
    // A terminal interrupts the tool too; a second interrupt would tell Pulumi to give up at once.
    const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    process.on("SIGINT", () => hasTerminal || child.kill("SIGINT"));
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("close", (code, signal) => resolve(code ?? 128 + os.constants.signals[signal]));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}

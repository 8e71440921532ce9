/**
 * The way in for every npm script: sets up what is missing, then runs one tool with the program's
 * own Node and Pulumi. Plain JavaScript for Node 20, without node_modules.
 *
 *   node toolchain/bootstrap.mjs toolchain [--status]
 *   node toolchain/bootstrap.mjs bev <verb> …
 *   node toolchain/bootstrap.mjs jest …
 *   node toolchain/bootstrap.mjs prepare [engine]
 *   node toolchain/bootstrap.mjs torture …
 *   node toolchain/bootstrap.mjs bench …
 *   node toolchain/bootstrap.mjs mutation
 */
import { spawn } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { binDirectory, ensureDependencies, nodeBinary } from "./dependencies.mjs";
import { chooseEnvironment } from "./environment.mjs";
import { machineFault, unexpected } from "./failure.mjs";
import { ensureToolchain } from "./home.mjs";
import { guardOutput } from "./output.mjs";
import { cacheDirectory, cliVersion, root } from "./paths.mjs";
import { SetupError } from "./progress.mjs";
import { signalRunning } from "./run.mjs";
import { onSignal } from "./signals.mjs";

const tools = {
  bev: [path.join(root, "cli", "main.ts")],
  prepare: [path.join(root, "test", "prepare.ts")],
  torture: [path.join(root, "test", "docker", "torture", "main.ts")],
  bench: [path.join(root, "test", "bench", "main.ts")],
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
  guardOutput();
  const passOn = onSignals();
  try {
    checkFolder();
    chooseEnvironment();
    await ensureDependencies();
    const toolchain = await ensureToolchain();
    if (tool === "toolchain") return showToolchain(toolchain, args);
    if (tools[tool]) {
      // A session of its own: what a terminal sends to all of its processes would cut Pulumi off.
      const detached = tool === "bev";
      return await runTool([...tools[tool], ...args], environment(toolchain), { detached, passOn });
    }
    throw new SetupError(
      `toolchain/bootstrap.mjs: knows toolchain, bev, jest, prepare, torture, bench and mutation, got ${tool ?? "nothing"}`,
    );
  } catch (error) {
    if (process.env.DEBUG) throw error;
    const said = error instanceof SetupError ? error.message : machineFault(error);
    process.stderr.write(`error: ${said ?? unexpected(error)}\n`);
    return 1;
  }
}

/** The programs of this folder are found over the PATH, whose entries a colon divides. */
function checkFolder() {
  if (!root.includes(path.delimiter)) return;
  throw new SetupError(
    `${root}: must have no "${path.delimiter}" in its path, which divides the entries of PATH; move the project`,
  );
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

/**
 * @param {string[]} args
 * @param {Record<string, string>} own beside the environment of this process
 * @param {{ detached?: boolean, passOn?: (take: (signal: string) => void) => void }} options
 * @returns {Promise<number>} the exit code
 */
export function runTool(args, own, { detached = false, passOn = onSignal } = {}) {
  // Flags for the Node that runs this file may be unknown to the one that runs the tool.
  const env = { ...process.env, ...own, ...(detached && { BEV_SESSION_OF: String(process.pid) }) };
  delete env.NODE_OPTIONS;
  return new Promise((resolve, reject) => {
    const child = spawn(nodeBinary, args, { stdio: "inherit", env, detached });
    // A terminal interrupts a tool of the same session too.
    const hasTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    passOn((signal) => {
      if (detached || signal !== "SIGINT" || !hasTerminal) child.kill(signal);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? exitCode(signal)));
  });
}

/** Ends the set-up; once a tool runs, it is for the tool to end. */
function onSignals() {
  let take = (signal) => {
    signalRunning(signal);
    process.exit(exitCode(signal));
  };
  onSignal((signal) => take(signal));
  return (other) => {
    take = other;
  };
}

function exitCode(signal) {
  return 128 + os.constants.signals[signal];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}

/** Installs the project's npm packages as the lock file says, and runs no install script but Node's. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { SetupError, withProgress } from "./progress.mjs";
import { install, linkFiles } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { cacheDirectory, hashFiles, hashText, root } from "./paths.mjs";
import { run } from "./run.mjs";

const NODE_MINIMUM = [22, 18];

const modules = path.join(root, "node_modules");

/** What npm writes when all packages are there. */
const INSTALLED_LOCK = ".package-lock.json";

export const binDirectory = path.join(modules, ".bin");

/** The Node that runs the program: it reads TypeScript, which the caller's Node may not. */
export const nodeBinary = path.join(
  binDirectory,
  process.platform === "win32" ? "node.cmd" : "node",
);

/** Another lock, or another kind of machine, is another tree. */
function keptTree() {
  const files = ["package-lock.json", ".npmrc"].map((name) => path.join(root, name));
  const name = ["node_modules", process.platform, process.arch, hashFiles(files)].join("-");
  return path.join(cacheDirectory, name);
}

/** A tree of the same lock that another clone installed has its files linked here; npm takes minutes. */
export async function ensureDependencies() {
  if (isReady()) return;
  // Two at once in one clone would remove each other's files.
  const lock = path.join(cacheDirectory, `node_modules-${hashText(root)}.lock`);
  await withLock(lock, async () => {
    if (!isReady()) await installDependencies();
  });
}

function isReady() {
  return installedAsLocked() && isNodeUsable();
}

async function installDependencies() {
  const kept = keptTree();
  if (!installedAsLocked() && existsSync(kept)) {
    rmSync(modules, { recursive: true, force: true });
    linkFiles(kept, modules, [INSTALLED_LOCK]);
  }
  await installWithNpm();
  if (!existsSync(kept))
    await install(kept, (partial) => linkFiles(modules, partial, [INSTALLED_LOCK]));
}

async function installWithNpm() {
  if (!installedAsLocked()) {
    await withProgress("installing npm packages", () => npm(["ci", "--ignore-scripts"]));
  }
  if (!isNodeUsable()) {
    // npm's `node` package fetches the binary of this platform in its install script.
    await withProgress("installing Node for the program", () =>
      npm(["rebuild", "node", "--no-ignore-scripts"]),
    );
    if (!isNodeUsable()) {
      throw new SetupError(
        `node_modules/.bin/node: must be Node ${NODE_MINIMUM.join(".")} or newer, found ` +
          `${nodeVersion() ?? "none"}; remove node_modules and run the command again`,
      );
    }
  }
}

/** npm keeps what it installed in a lock file of its own; both must agree on every package, and it must be there. */
export function installedAsLocked(project = root) {
  const installedLock = path.join(project, "node_modules", INSTALLED_LOCK);
  if (!existsSync(installedLock)) return false;
  const wanted = packagesOf(path.join(project, "package-lock.json"));
  const installed = packagesOf(installedLock);
  return Object.entries(wanted).every(
    ([where, { version, optional }]) =>
      !where.startsWith("node_modules/") ||
      (installed[where]?.version === version && existsSync(path.join(project, where))) ||
      (optional && !installed[where]),
  );
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

function isNodeUsable() {
  const [major, minor] = (nodeVersion() ?? "0.0").split(".").map(Number);
  return major > NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor >= NODE_MINIMUM[1]);
}

function nodeVersion() {
  const stamp = path.join(root, "node_modules", "node", "package.json");
  if (!existsSync(nodeBinary) || !existsSync(stamp)) return undefined;
  const found = spawnSync(nodeBinary, ["--version"], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim().replace(/^v/, "") : undefined;
}

/** What a user's own settings, or the variables of another npm, could have otherwise. */
const AS_LOCKED = [
  ...["dev", "optional", "peer"].map((kind) => `--include=${kind}`),
  "--no-global",
  "--no-dry-run",
  "--package-lock",
  "--bin-links",
  "--install-strategy=hoisted",
  "--no-legacy-peer-deps",
];

async function npm(args) {
  const flags = [...AS_LOCKED, "--loglevel=error", "--no-fund"];
  const { code, output } = await run("npm", [...args, ...flags], { cwd: root });
  if (code !== 0) {
    throw new SetupError(
      `node_modules: npm ${args[0]} failed with code ${code}; mend the cause and run the command again\n${output}`,
    );
  }
}

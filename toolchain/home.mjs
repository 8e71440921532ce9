/** A Pulumi home of the project's own: the command, the language host and every plugin. */
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { obtainCli } from "./cli.mjs";
import { install, linkFiles } from "./install.mjs";
import { cacheDirectory, cliVersion, homeDirectory, plugins } from "./paths.mjs";
import { installLanguageHost, installPlugin } from "./plugins.mjs";

/**
 * @typedef {{ name: string, version: string, source: string, path: string }} Part
 * @typedef {{ home: string, parts: Part[] }} Toolchain
 * @returns {Promise<Toolchain>}
 */
export async function ensureToolchain() {
  const home = homeDirectory();
  if (!existsSync(manifestPath(home))) {
    await withLock(async () => {
      if (existsSync(manifestPath(home))) return;
      rmSync(home, { recursive: true, force: true });
      await build(home);
    });
  }
  return { home, parts: JSON.parse(readFileSync(manifestPath(home), "utf8")) };
}

function manifestPath(home) {
  return path.join(home, "toolchain.json");
}

async function build(home) {
  const cli = await obtainCli();
  const online = cli.source === "published";
  await install(home, async (partial) => {
    const bin = path.join("versions", cliVersion, "bin");
    linkFiles(cli.directory, path.join(partial, bin));
    const parts = [{ name: "pulumi", version: cliVersion, source: cli.source, path: bin }];
    if (!online) await installLanguageHost(path.join(partial, bin), cliVersion);
    parts.push({
      name: "language-nodejs",
      version: cliVersion,
      source: online ? "published" : "stand-in",
      path: bin,
    });
    for (const plugin of plugins) {
      const source = await installPlugin(partial, plugin, online);
      parts.push({
        ...plugin,
        source,
        path: path.join("plugins", `resource-${plugin.name}-v${plugin.version}`),
      });
    }
    writeFileSync(manifestPath(partial), `${JSON.stringify(parts, null, 2)}\n`);
  });
}

/** One process builds at a time; the others wait for it. */
async function withLock(work) {
  const lock = path.join(cacheDirectory, "toolchain.lock");
  mkdirSync(cacheDirectory, { recursive: true });
  for (let waited = 0; !acquire(lock); waited++) {
    if (waited === 0) {
      process.stderr.write(`waiting for the set-up of process ${readOwner(lock) ?? "unknown"}\n`);
    }
    await sleep(200);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes the lock where it is free, or where its owner is gone. */
function acquire(lock) {
  const claim = `${lock}.${process.pid}`;
  writeFileSync(claim, String(process.pid));
  try {
    const owner = readOwner(lock);
    if (owner !== undefined && !isAlive(owner)) rmSync(lock, { force: true });
    // Unlike a file that is opened and then written, a link is never seen without its content.
    linkSync(claim, lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(claim);
  }
}

function readOwner(lock) {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

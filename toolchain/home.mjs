/** A Pulumi home of the project's own: the command, the language host and every plugin. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { obtainCli } from "./cli.mjs";
import { install, linkFiles } from "./install.mjs";
import { withLock } from "./lock.mjs";
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
    await withLock(path.join(cacheDirectory, "toolchain.lock"), async () => {
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

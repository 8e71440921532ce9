/** Resource plugins and the language host: the published ones, else the stand-ins of this project. */
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { download, pluginArchive } from "./download.mjs";
import { install, linkFiles } from "./install.mjs";
import { cacheDirectory, platform, root } from "./paths.mjs";
import { withProgress } from "./progress.mjs";
import { run } from "./run.mjs";

/**
 * Puts one resource plugin where Pulumi looks for it.
 * @returns {Promise<"published" | "stand-in" | "missing">}
 */
export async function installPlugin(home, { name, version }, online) {
  const target = path.join(home, "plugins", `resource-${name}-v${version}`);
  if (online && (await installPublished(target, name, version))) return "published";
  const source = path.join(root, "stand-ins", name, "main.ts");
  if (!existsSync(source)) return "missing";
  mkdirSync(target, { recursive: true });
  await bundle(source, path.join(target, `pulumi-resource-${name}`), {
    PLUGIN_VERSION: version,
  });
  return "stand-in";
}

export async function installLanguageHost(binDirectory, version) {
  await bundle(
    path.join(root, "stand-ins", "language-nodejs", "main.ts"),
    path.join(binDirectory, "pulumi-language-nodejs"),
    { HOST_VERSION: version },
  );
}

async function installPublished(target, name, version) {
  const cached = path.join(cacheDirectory, `plugin-${name}-${version}`);
  try {
    if (!existsSync(cached)) {
      await install(cached, async (directory) => {
        const archive = path.join(directory, "plugin.tar.gz");
        await withProgress(`downloading the ${name} plugin ${version}`, (report) =>
          download(pluginArchive(name, version, platform), archive, { report }),
        );
        const { code, output } = await run("tar", [
          ...["--extract", "--gzip", "--file", archive, "--directory", directory],
        ]);
        if (code !== 0) throw new Error(`${archive}: tar failed: ${output}`);
        rmSync(archive);
      });
    }
  } catch (error) {
    process.stderr.write(`the published ${name} plugin cannot be had (${error.message})\n`);
    return false;
  }
  linkFiles(cached, target);
  return true;
}

/** One file without node_modules, and a launcher of the name that Pulumi starts. */
async function bundle(source, launcher, defines) {
  const esbuild = await import(
    pathToFileURL(path.join(root, "node_modules", "esbuild", "lib", "main.js")).href
  );
  const code = `${launcher}.mjs`;
  await esbuild.build({
    entryPoints: [source],
    outfile: code,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    define: Object.fromEntries(
      Object.entries(defines).map(([name, value]) => [name, JSON.stringify(value)]),
    ),
    // The ES modules of a package first: files of another format may ask for their parts by name.
    mainFields: ["module", "main"],
    // CommonJS packages inside an ES module still call require.
    banner: {
      js: 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);',
    },
    // docker-modem loads its own ssh client at start; the docker stand-in uses the system's ssh.
    alias: { ssh2: path.join(root, "toolchain", "absent.cjs") },
  });
  writeFileSync(launcher, `#!/bin/sh\nexec node "$0.mjs" "$@"\n`);
  chmodSync(launcher, 0o755);
}

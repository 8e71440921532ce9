/** Where things are, and the versions that package.json pins. Plain JavaScript for Node 20. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { homeDirectory as userHome } from "./environment.mjs";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** @type {string} */
export const cliVersion = manifest.devDependencies.pulumi;

/**
 * The resource plugins of the program, at the versions of their npm packages.
 * @type {{ name: string, version: string }[]}
 */
export const plugins = ["command", "docker", "random", "tailscale", "vault"].map((name) => ({
  name,
  version: manifest.dependencies[`@pulumi/${name}`],
}));

export const cacheDirectory = path.join(cacheHome(), "bev");

/** A relative path counts as none, as the standard of these variables says. */
function cacheHome() {
  const { XDG_CACHE_HOME: chosen = "" } = process.env;
  return path.isAbsolute(chosen) ? chosen : path.join(userHome(), ".cache");
}

/** Every input of what is installed: another hash is another Pulumi home. */
export function homeDirectory() {
  const hash = hashFiles([
    ...filesUnder(path.join(root, "stand-ins")).filter((file) => !file.endsWith(".test.ts")),
    ...filesUnder(path.join(root, "toolchain")),
    path.join(root, "src", "lib", "hujson.ts"),
    path.join(root, "package-lock.json"),
  ]);
  return path.join(cacheDirectory, `pulumi-home-${hash}`);
}

/**
 * Twelve hex digits over paths and contents.
 * @param {string[]} files
 */
export function hashFiles(files) {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

/**
 * Twelve hex digits.
 * @param {string} text
 */
export function hashText(text) {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** Every file in a folder and the folders below it. */
export function filesUnder(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/** Node's name of the platform, in the words of Pulumi's release archives. */
export const platform = {
  os: process.platform,
  cliArch: process.arch,
  pluginArch: process.arch === "x64" ? "amd64" : process.arch,
};

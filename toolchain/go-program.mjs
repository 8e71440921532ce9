/** Programs of Go modules, each built once for all clones and runs. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { build, checkGo, fetchModules } from "./go.mjs";
import { install } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { cacheDirectory, filesUnder, hashFiles, hashText } from "./paths.mjs";

/**
 * @typedef {import("./go.mjs").GoProgram & {
 *   name: string,
 *   purpose: string,
 *   otherwise: string,
 *   variables?: Record<string, string>,
 * }} CachedProgram
 * `name` is the built file's; `purpose` and `otherwise` end what is said where Go is absent;
 * `variables` are those that the linker sets.
 */

/**
 * Of all that the program is made of: its files, their paths, and how it is built.
 * @param {CachedProgram} program
 */
export function programHash({ name, directory, program, variables, flags, isTest }) {
  const sources = sourcesOf(directory, program).filter(
    (file) => isTest || !file.endsWith("_test.go"),
  );
  const built = JSON.stringify({ name, program, variables, flags, isTest });
  return hashText(hashFiles(sources) + built);
}

/**
 * A package of the module is built of those that it imports of the same module; another program of all that is there.
 * @param {string} directory of the module
 * @param {string} program
 */
function sourcesOf(directory, program) {
  const files = filesUnder(directory).filter(
    (file) => file.endsWith(".go") || path.basename(file).startsWith("go."),
  );
  if (!program.startsWith("./")) return files;
  const [, module = ""] =
    /^module (\S+)$/m.exec(readFileSync(path.join(directory, "go.mod"), "utf8")) ?? [];
  const folders = new Set([directory, path.join(directory, program)]);
  // A folder that is added meanwhile has its turn too.
  for (const folder of folders) {
    for (const file of files.filter((one) => path.dirname(one) === folder)) {
      for (const [, imported = ""] of readFileSync(file, "utf8").matchAll(/"([^"\n]+)"/g))
        if (imported.startsWith(`${module}/`))
          folders.add(path.join(directory, imported.slice(module.length)));
    }
  }
  return files.filter((file) => folders.has(path.dirname(file)));
}

/**
 * The program's file, which need not be there.
 * @param {CachedProgram} program
 */
export function programFile(program) {
  return path.join(cacheDirectory, `${program.name}-${programHash(program)}`, program.name);
}

/**
 * Builds the program if the cache lacks it, and returns its file.
 * @param {CachedProgram} program
 * @param {(detail: string) => void} report
 * @returns {Promise<string>}
 * @throws {import("./progress.mjs").SetupError}
 */
export async function ensureProgram(program, report = () => {}) {
  const file = programFile(program);
  const folder = path.dirname(file);
  if (existsSync(folder)) return file;
  await checkGo(program.directory, program.purpose, program.otherwise);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    await install(folder, async (partial) => {
      const packages = await fetchModules(program, (detail) =>
        report(`fetching Go modules: ${detail}`),
      );
      const variables = Object.entries(program.variables ?? {});
      const ldflags = ["-s -w", ...variables.map(([name, value]) => `-X ${name}=${value}`)].join(
        " ",
      );
      await build(
        program,
        { output: path.join(partial, program.name), ldflags, packages },
        (detail) => report(`building: ${detail}`),
      );
    });
  });
  return file;
}

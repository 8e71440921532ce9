/** Programs of Go modules that tests run. */
import { existsSync } from "node:fs";
import path from "node:path";
import { reasonOf } from "../../src/lib/faults.ts";
import { build, checkGo, fetchModules } from "../../toolchain/go.mjs";
import { install } from "../../toolchain/install.mjs";
import { cacheDirectory, hashFiles } from "../../toolchain/paths.mjs";

export interface GoProgram {
  /** The built file's. */
  name: string;
  /** Of go.mod. */
  directory: string;
  /** The package with its main function. */
  program: string;
  /** How messages name go.mod. */
  goMod: string;
  /** File names in the directory: with the same contents it is the same program. */
  sources: string[];
}

/** Why a program cannot be built here, where it cannot. */
export async function lackOfGo(
  { directory }: GoProgram,
  purpose: string,
): Promise<string | undefined> {
  return checkGo(directory, purpose, "install it").then(() => undefined, reasonOf);
}

/**
 * The program's file, built once for each version of its sources.
 * @throws SetupError
 */
export async function built(program: GoProgram): Promise<string> {
  const { name, directory, sources } = program;
  const hash = hashFiles(sources.map((file) => path.join(directory, file)));
  const folder = path.join(cacheDirectory, `${name}-${hash}`);
  if (!existsSync(folder)) {
    await install(folder, async (partial) => {
      const told = { ...program, again: "run the test again" };
      const packages = await fetchModules(told, () => undefined);
      const output = path.join(partial, name);
      await build(told, { output, ldflags: "-s -w", packages }, () => undefined);
    });
  }
  return path.join(folder, name);
}

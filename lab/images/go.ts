/** Builds the Go program of an image from lab/images/<name>, which has its sources or pins its module, or from services/. */
import path from "node:path";
import { UserError } from "../../src/lib/error.ts";
import { reasonOf } from "../../src/lib/faults.ts";
import { ensureProgram, programFile, programHash } from "../../toolchain/go-program.mjs";
import type { Recipe } from "./recipes.ts";

const REPORT_MS = 5_000;

type GoRecipe = NonNullable<Recipe["go"]>;

/** Changes with all that the program is made of. */
export function goHash(name: string, recipe: GoRecipe): string {
  return programHash(programOf(name, recipe));
}

/** Where the program is, once it is built. */
export function programFileOf(name: string, recipe: GoRecipe): string {
  return programFile(programOf(name, recipe));
}

/**
 * The program's file in the cache, built where it is not there.
 * @throws UserError where Go is absent, or what it says when a build fails
 */
export async function buildProgram(
  name: string,
  recipe: GoRecipe,
  report: (detail: string) => void,
): Promise<string> {
  try {
    return await ensureProgram(programOf(name, recipe), seldom(report));
  } catch (error) {
    throw new UserError(reasonOf(error));
  }
}

function programOf(name: string, { isOwn, package: other = ".", flags, variables }: GoRecipe) {
  const folder = isOwn ? "services" : `lab/images/${name}`;
  return {
    name,
    directory: path.join(import.meta.dirname, "../..", folder),
    program: isOwn ? `./${name}` : other,
    goMod: `${folder}/go.mod`,
    again: "run the command again",
    purpose: `build ${name}`,
    otherwise: `install Go, or leave ${name} out with --only`,
    ...(flags && { flags }),
    ...(variables && { variables }),
  };
}

/** There are hundreds of modules and thousands of packages: in a log, each is a line. */
function seldom(report: (detail: string) => void): (detail: string) => void {
  let last = -Infinity;
  return (detail) => {
    if (performance.now() - last < REPORT_MS) return;
    last = performance.now();
    report(detail);
  };
}

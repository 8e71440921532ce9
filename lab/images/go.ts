/** A program of a Go module, which lab/images/<name>/go.mod and go.sum pin; Go's own caches hold the rest. */
import path from "node:path";
import { CliError } from "../../cli/error.ts";
import { reasonOf } from "../../src/lib/faults.ts";
import { build, checkGo, fetchModules } from "../../toolchain/go.mjs";
import type { Recipe } from "./recipes.ts";

const REPORT_MS = 5_000;

/** @throws CliError where Go is absent, or what it says when a build fails */
export async function buildProgram(
  name: string,
  { program: packageName, variables = {} }: NonNullable<Recipe["go"]>,
  output: string,
  report: (detail: string) => void,
): Promise<void> {
  const directory = path.join(import.meta.dirname, name);
  const program = {
    directory,
    program: packageName,
    goMod: `lab/images/${name}/go.mod`,
    again: "run the command again",
  };
  try {
    await checkGo(directory, `build ${name}`, `install Go, or leave ${name} out with --only`);
    const packages = await fetchModules(
      program,
      seldom((detail) => report(`fetching Go modules: ${detail}`)),
    );
    const ldflags = Object.entries(variables).map(([one, value]) => `-X ${one}=${value}`);
    await build(
      program,
      { output, ldflags: ["-s -w", ...ldflags].join(" "), packages },
      seldom((detail) => report(`building: ${detail}`)),
    );
  } catch (error) {
    throw new CliError(reasonOf(error));
  }
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

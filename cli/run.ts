/** Operations on several stacks, side by side or one after the other, with progress. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { availableParallelism } from "node:os";
import { update } from "./update.ts";
import { CliError } from "./error.ts";
import { runOperation } from "./operation.ts";
import type { Result, Verb } from "./operation.ts";
import { showProgress } from "./progress.ts";

const TITLES: Record<Verb, string> = {
  preview: "Previewing",
  up: "Deploying",
  destroy: "Removing",
};

/** In the given order; a failed update stops those after it, a failed preview does not. */
export async function runStacks(verb: Verb, stacks: ReadonlyMap<string, Stack>): Promise<Result[]> {
  const run = verb === "up" ? update : runOperation.bind(undefined, verb);
  const results = new Map<string, Result>();
  const steps = [...stacks].map(([name, stack]) => ({
    title: `${TITLES[verb]} ${name}`,
    work: async (report: (detail: string) => void): Promise<string> => {
      const result = await run(name, stack, report);
      results.set(name, result);
      if (result.failed) throw new CliError(`${name} failed`);
      return `${TITLES[verb]} ${name}, ${result.seconds.toFixed(1)} s`;
    },
  }));
  const concurrent = verb === "preview" ? availableParallelism() : 1;
  await showProgress(steps, { concurrent }).catch((error: unknown) => {
    if (!(error instanceof CliError)) throw error;
  });
  return [...stacks.keys()].flatMap((name) => results.get(name) ?? []);
}

/** Operations on several stacks, side by side or one after the other, with progress. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { uncut } from "../interrupt.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { readConfig, soundConfig } from "../stacks.ts";
import { requireNoFailover } from "../failover/journal.ts";
import { requireOpen } from "../isolation/marker.ts";
import { contractsOf, inBoth, outdated } from "./again.ts";
import { eachStack } from "./each-stack.ts";
import { keepStates } from "./keep-states.ts";
import type { SavesFirst } from "./saves-first.ts";
import { update } from "./update.ts";
import { refusedResult, runOperation } from "./stack-operation.ts";
import { UserError } from "../../src/lib/error.ts";
import type { Packs } from "./packs.ts";
import type { Result, Verb } from "./stack-operation.ts";

const TITLES: Record<Verb, string> = {
  preview: "Previewing",
  up: "Deploying",
  destroy: "Removing",
};

/**
 * In the given order, judged by the packs; a failed update stops those after it, a failed preview does not. Where stacks
 * refer to each other, the first has gone by what the later had published: if that has changed, it is updated again.
 * The states that updates have written go to the agents of backups.
 *
 * @param first saves what an update ends; without it no service is saved
 * @throws UserError where a service cannot be saved: then nothing was changed
 */
export async function runStacks(
  verb: Verb,
  stacks: ReadonlyMap<string, Stack>,
  packs?: Packs,
  first?: SavesFirst,
): Promise<Result[]> {
  if (verb !== "up") return runEach(verb, stacks, packs);
  await requireAsUsual(stacks);
  const unplanned = (await first?.begin(stacks)) ?? [];
  if (unplanned.length > 0) return unplanned;
  const results = await updateAll(stacks, packs, first);
  await keepStates(stacks, results);
  return results;
}

async function updateAll(
  stacks: ReadonlyMap<string, Stack>,
  packs: Packs | undefined,
  first: SavesFirst | undefined,
): Promise<Result[]> {
  if (stacks.size === 1) return runEach("up", stacks, packs, first);
  const before = await contractsOf(stacks);
  const results = await runEach("up", stacks, packs, first);
  if (results.length < stacks.size || results.some(({ failed }) => failed)) return results;
  const configs = [...stacks].map(([name, { workspace }]) => {
    return [name, readConfig(name, stackFile(name, workspace.workDir))] as const;
  });
  const names = outdated(new Map(configs), before, await contractsOf(stacks));
  const again = new Map([...stacks].filter(([name]) => names.includes(name)));
  const second = await runEach("up", again, packs, first);
  return results.map((result) => {
    const repeated = second.find(({ stack }) => stack === result.stack);
    return inBoth(result, repeated);
  });
}

export interface Part {
  /** As the title of its step. */
  doing: string;
  /** Patterns of URNs. */
  resources: readonly string[];
}

/** These resources of a stack and no others, unjudged: an update of the whole follows. */
export function runPart(
  stacks: ReadonlyMap<string, Stack>,
  { doing, resources: part }: Part,
): Promise<Result[]> {
  return eachStack(stacks, {
    doing,
    done: (name, { seconds }) => `${doing} ${name}, ${seconds.toFixed(1)} s`,
    work: (name, stack, report) => runOperation("up", name, stack, report, { part }),
    concurrent: 1,
  });
}

/** A node that was cut off stays so until a person opens it, and one that was failed over until it is taken back. */
async function requireAsUsual(stacks: ReadonlyMap<string, Stack>): Promise<void> {
  await Promise.all(
    [...stacks].map(async ([name, { workspace }]) => {
      const find = (stack: string) => {
        const file = stackFile(stack, workspace.workDir);
        const config = existsSync(file) ? soundConfig(stack, file) : undefined;
        return config && { host: config.node.host, prefix: config.prefix };
      };
      const place = find(name);
      if (place) await requireOpen(name, place.host, place.prefix);
      await requireNoFailover(name, find);
    }),
  );
}

function runEach(
  verb: Verb,
  stacks: ReadonlyMap<string, Stack>,
  packs: Packs | undefined,
  first?: SavesFirst,
): Promise<Result[]> {
  return eachStack(stacks, {
    doing: TITLES[verb],
    done: (name, { seconds }) => `${TITLES[verb]} ${name}, ${seconds.toFixed(1)} s`,
    work: (name, stack, report) =>
      verb === "up"
        ? updateSaved(name, stack, report, { packs, first })
        : runOperation(verb, name, stack, report, { packs }),
    concurrent: verb === "preview" ? availableParallelism() : 1,
  });
}

interface Safely {
  packs: Packs | undefined;
  first: SavesFirst | undefined;
}

async function updateSaved(
  name: string,
  stack: Stack,
  report: (detail: string) => void,
  { packs, first }: Safely,
): Promise<Result> {
  try {
    const refused = await first?.before(name, stack, report);
    if (refused) return refused;
  } catch (error) {
    if (error instanceof UserError) return refusedResult(name, error.message);
    throw error;
  }
  return uncut(() => update(name, stack, report, packs));
}

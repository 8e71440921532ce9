/** Works out the state that the base of a change would leave on its nodes, where no backend has it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "../command.ts";
import { reasonOf } from "../../src/lib/faults.ts";
import { UserError } from "../../src/lib/error.ts";
import type { StateDocument } from "../state/state-document.ts";
import { editState } from "../state/state.ts";
import type { Workspace } from "../workspace.ts";
import { syntheticState } from "./synthetic.ts";
import type { ResourcePlan, SyntheticResource } from "./synthetic.ts";

export interface Settled {
  /** By stack. */
  states: Record<string, SyntheticResource[]>;
  /** URNs of what a provider changes although nothing of it is another. */
  restless: string[];
}

/** What a program computes from its own outputs may need more rounds; this many it needs never. */
const ROUNDS = 8;

/**
 * Previews the base against what its last preview would leave, until it leaves the same again: then
 * all values that depend on others are what they would be after an update.
 *
 * @param stacks in deployment order
 * @throws UserError when the base cannot be planned, or leaves something else at every preview
 */
export async function settleBase(
  workspace: Workspace,
  stacks: readonly string[],
  report: (detail: string) => void,
): Promise<Settled> {
  const states: Settled["states"] = {};
  const settle = async (stack: string): Promise<Round> => {
    const { resources, moved } = await planned(workspace, stack, states[stack] ?? []);
    if (isEqual(resources, states[stack])) return { changed: [], moved };
    states[stack] = resources;
    await importState(workspace, stack, resources);
    return { changed: [stack], moved };
  };
  for (let round = 1; ; round++) {
    report(`preview ${String(round)} of ${stacks.join(", ")}`);
    const rounds = round === 1 ? await all(stacks, settle) : await inTurn(stacks, settle);
    const changed = rounds.flatMap((one) => one.changed);
    if (changed.length === 0) return { states, restless: rounds.flatMap(({ moved }) => moved) };
    if (round === ROUNDS) {
      throw new UserError(
        `base: ${changed.join(", ")} must be settled, is another at every preview`,
      );
    }
  }
}

interface Round {
  /** The stack, if its state is another than before. */
  changed: string[];
  /** URNs of what was not as its state says. */
  moved: string[];
}

/** From the second round on the stacks publish: each sees what those before it have, which saves a round. */
async function inTurn(
  stacks: readonly string[],
  work: (stack: string) => Promise<Round>,
): Promise<Round[]> {
  const results: Round[] = [];
  for (const stack of stacks) results.push(await work(stack));
  return results;
}

/** In the first round no stack sees another. */
async function all(
  stacks: readonly string[],
  work: (stack: string) => Promise<Round>,
): Promise<Round[]> {
  // One that fails must not leave others behind at work.
  const results = await Promise.allSettled(stacks.map(work));
  return results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Replaces the state of a stack. */
export async function importState(
  workspace: Workspace,
  stack: string,
  resources: readonly SyntheticResource[],
): Promise<void> {
  await editState(workspace, stack, (deployment): StateDocument => ({
    ...deployment,
    resources: [...resources],
  }));
}

interface Digest {
  steps?: { urn: string; newState?: { retainOnDelete?: boolean } }[];
  diagnostics?: { severity: string; message: string }[];
}

async function planned(
  { project, environment }: Workspace,
  stack: string,
  previous: readonly SyntheticResource[],
): Promise<{ resources: SyntheticResource[]; moved: string[] }> {
  const file = path.join(project, `${stack}.plan.json`);
  // Its secrets are made up as well; encrypted they would be others in every stack.
  const args = ["preview", "--stack", stack, "--json", "--show-secrets", "--save-plan", file];
  const options = { cwd: project, env: environment };
  const { stdout, stderr } = await runProgram("pulumi", [...args, "--non-interactive"], options);
  const digest = parseDigest(stdout, stderr);
  const errors = (digest.diagnostics ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const said = errors.map(({ message }) => message.trim().replace(/^error: /, "")).join("\n");
    throw new UserError(`base: ${stack} cannot be planned:\n${said}`);
  }
  const { resourcePlans } = JSON.parse(readFileSync(file, "utf8")) as {
    resourcePlans: Record<string, ResourcePlan>;
  };
  const retained = [
    ...previous.filter(({ retainOnDelete }) => retainOnDelete),
    ...(digest.steps ?? []).filter(({ newState }) => newState?.retainOnDelete),
  ].map(({ urn }) => urn);
  const moved = Object.entries(resourcePlans).filter(([, { steps }]) =>
    steps.some((step) => step !== "same"),
  );
  return {
    resources: syntheticState(resourcePlans, new Set(retained), previous),
    moved: moved.map(([urn]) => urn),
  };
}

function parseDigest(stdout: string, stderr: string): Digest {
  try {
    return JSON.parse(stdout) as Digest;
  } catch (error) {
    throw new UserError(`base: pulumi preview failed: ${stderr.trim() || reasonOf(error)}`);
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

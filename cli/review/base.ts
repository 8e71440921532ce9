/** What the base of a change would leave on its nodes, without a backend that says it. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { reasonOf } from "../../src/lib/faults.ts";
import { CliError } from "../error.ts";
import type { Deployment } from "../interrupted.ts";
import { editState } from "../state.ts";
import type { Workspace } from "../workspace.ts";
import { syntheticState } from "./synthetic.ts";
import type { ResourcePlan, SyntheticResource } from "./synthetic.ts";

export type States = Map<string, SyntheticResource[]>;

/** What a program computes from its own outputs may need more rounds; this many it needs never. */
const ROUNDS = 8;

/**
 * Previews the base against what its last preview would leave, until it leaves the same again: then
 * all values that depend on others are what they would be after an update.
 *
 * @param stacks in deployment order
 * @throws CliError when the base cannot be planned, or changes something at every preview
 */
export async function settleBase(
  workspace: Workspace,
  stacks: readonly string[],
  report: (detail: string) => void,
): Promise<States> {
  const states: States = new Map(stacks.map((stack) => [stack, []]));
  const settle = async (stack: string): Promise<string[]> => {
    const now = await planned(workspace, stack, states.get(stack) ?? []);
    if (isEqual(now, states.get(stack))) return [];
    states.set(stack, now);
    await importState(workspace, stack, now);
    return [stack];
  };
  for (let round = 1; ; round++) {
    report(`preview ${String(round)} of ${stacks.join(", ")}`);
    const changed = round === 2 ? await inTurn(stacks, settle) : await all(stacks, settle);
    if (changed.length === 0) return states;
    if (round === ROUNDS) {
      throw new CliError(
        `base: ${changed.join(", ")} must be settled, is another at every preview`,
      );
    }
  }
}

/** In the second round the stacks begin to publish: each sees what those before it have. */
async function inTurn(
  stacks: readonly string[],
  work: (stack: string) => Promise<string[]>,
): Promise<string[]> {
  const results: string[] = [];
  for (const stack of stacks) results.push(...(await work(stack)));
  return results;
}

async function all(
  stacks: readonly string[],
  work: (stack: string) => Promise<string[]>,
): Promise<string[]> {
  // One that fails must not leave others behind at work.
  const results = await Promise.allSettled(stacks.map(work));
  return results.flatMap((result) => {
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
  await editState(workspace, stack, (deployment): Deployment => ({
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
): Promise<SyntheticResource[]> {
  const file = path.join(project, `${stack}.plan.json`);
  // Its secrets are made up as well; encrypted they would be others in every stack.
  const args = ["preview", "--stack", stack, "--json", "--show-secrets", "--save-plan", file];
  const { stdout, stderr } = await promisify(execFile)("pulumi", [...args, "--non-interactive"], {
    cwd: project,
    env: { ...process.env, ...environment },
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: unknown) => error as { stdout: string; stderr: string });
  const digest = parseDigest(stdout, stderr);
  const errors = (digest.diagnostics ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const said = errors.map(({ message }) => message.trim().replace(/^error: /, "")).join("\n");
    throw new CliError(`base: ${stack} cannot be planned:\n${said}`);
  }
  const { resourcePlans } = JSON.parse(readFileSync(file, "utf8")) as {
    resourcePlans: Record<string, ResourcePlan>;
  };
  const retained = [
    ...previous.filter(({ retainOnDelete }) => retainOnDelete),
    ...(digest.steps ?? []).filter(({ newState }) => newState?.retainOnDelete),
  ].map(({ urn }) => urn);
  return syntheticState(resourcePlans, new Set(retained), previous);
}

function parseDigest(stdout: string, stderr: string): Digest {
  try {
    return JSON.parse(stdout) as Digest;
  } catch (error) {
    throw new CliError(`base: pulumi preview failed: ${stderr.trim() || reasonOf(error)}`);
  }
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Plans a change: the working tree against the state of a backend, or against the one that its base would
 * leave.
 */
import type { EngineEvent } from "@pulumi/pulumi/automation/events.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os, { availableParallelism } from "node:os";
import path from "node:path";
import { hashOf } from "../../src/lib/hash.ts";
import { UserError } from "../../src/lib/error.ts";
import { atTheLatest } from "../interrupt.ts";
import { runOperation } from "../update/stack-operation.ts";
import { productionPacks } from "../update/packs.ts";
import { root, stackFile, workDirectory } from "../../src/lib/paths.ts";
import { showProgress } from "../progress.ts";
import { trackedSettings } from "../project.ts";
import { eachStack } from "../update/each-stack.ts";
import { writeWhole } from "../whole-file.ts";
import { allStacks } from "../stacks.ts";
import { embeddedWorkspace, openStacks, productionWorkspace, selectStacks } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";
import { importState, settleBase } from "./base.ts";
import type { Settled } from "./base.ts";
import { checkOut, hasProject } from "./checkout.ts";
import { stackPlan } from "./plan.ts";
import type { Recorded, StackPlan } from "./plan.ts";
import type { SyntheticResource } from "./synthetic.ts";

export interface Change {
  plans: StackPlan[];
  /** URNs of what the base itself changes at every preview. */
  restless: string[];
}

/** All that a stack's plan follows from. */
export interface Observed {
  stack: string;
  events: EngineEvent[];
  failed: boolean;
  errors: string[];
  /** The state that a refused preview was compared with. */
  recorded: Recorded[];
}

/** Against the backend of the user's shell. */
export async function planLive(names: readonly string[]): Promise<Change> {
  const stacks = await selectStacks(productionWorkspace(), names);
  const absent = names.filter((name) => !stacks.has(name));
  if (absent.length === 0) return { plans: plansOf(await observeStacks(stacks)), restless: [] };
  throw new UserError(
    `${absent.join(", ")}: must be on the backend of PULUMI_BACKEND_URL, is not; deploy it first, or add --stateless`,
  );
}

/** Against what the base's own plan would leave; nothing but this machine is asked. */
export async function planStateless(commit: string, names: readonly string[]): Promise<Change> {
  const { observed, restless } = await observeStateless(commit, names);
  return { plans: plansOf(observed), restless };
}

/** What the engine says of the change against the base, before anything is concluded from it. */
export async function observeStateless(
  commit: string,
  names: readonly string[],
): Promise<{ observed: Observed[]; restless: string[] }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-review-"));
  const remove = atTheLatest(() => rmSync(directory, { recursive: true, force: true }));
  try {
    const { states, restless } = await settledBase(commit, directory);
    const all = allStacks();
    const workspace = workspaceOf(path.join(directory, "change"), all, root);
    const stacks = await openStacks(workspace, all);
    for (const [stack, resources] of Object.entries(states)) {
      await importState(workspace, stack, resources.map(withoutServices));
    }
    const chosen = new Map([...stacks].filter(([name]) => names.includes(name)));
    return { observed: await observeStacks(chosen), restless };
  } finally {
    remove();
  }
}

/**
 * A report says what the change comes to once all stacks are updated. With what the base has published of its services, a
 * plan would wait for the others; without it, it goes by the change's rows and files.
 */
function withoutServices(resource: SyntheticResource): SyntheticResource {
  const { contract } = resource.outputs as { contract?: { services?: unknown } };
  if (contract?.services === undefined) return resource;
  const { services: _, ...rest } = contract;
  return { ...resource, outputs: { ...resource.outputs, contract: rest } };
}

/** Kept from review to review: a commit with the same tools gives the same states. */
async function settledBase(commit: string, directory: string): Promise<Settled> {
  const file = path.join(workDirectory, "review", `${hashOf(ingredients(commit))}.json`);
  const known = settledBefore(file);
  if (known) return known;
  let settled: Settled = { states: {}, restless: [] };
  const step = {
    title: "Planning the base",
    work: async (report: (detail: string) => void): Promise<string> => {
      if (!(await hasProject(commit)))
        return "The base has no project in this folder: all of it is new";
      const source = path.join(directory, "base");
      await checkOut(commit, source);
      const stacks = allStacks().filter((name) => existsSync(stackFile(name, source)));
      const workspace = workspaceOf(path.join(directory, "settled"), stacks, source);
      await openStacks(workspace, stacks);
      settled = await settleBase(workspace, stacks, report);
      return "Planned the base";
    },
  };
  await showProgress([step]);
  mkdirSync(path.dirname(file), { recursive: true });
  writeWhole(file, JSON.stringify(settled), { mode: 0o600 });
  return settled;
}

/** Undefined as well for what a machine that went down has left of it. */
function settledBefore(file: string): Settled | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Settled;
  } catch {
    return undefined;
  }
}

/** All that a base's states follow from. */
function ingredients(commit: string): Record<string, unknown> {
  const { BEV_PULUMI_VERSION: engine, BEV_STAND_INS: standIns, PULUMI_HOME: home } = process.env;
  const lock = path.join(root, "package-lock.json");
  const dependencies = existsSync(lock) ? readFileSync(lock, "utf8") : "";
  const code = ["base.ts", "synthetic.ts", "../../src/lib/invented.ts"].map((file) =>
    readFileSync(path.join(import.meta.dirname, file), "utf8"),
  );
  return { commit, engine, standIns, home, dependencies, code };
}

function workspaceOf(directory: string, stacks: readonly string[], source: string): Workspace {
  const settings = stacks.map((name) => [name, trackedSettings(name, source)] as const);
  return embeddedWorkspace(directory, Object.fromEntries(settings), source);
}

export function plansOf(observed: readonly Observed[]): StackPlan[] {
  return observed.map(({ stack, events, failed, errors, recorded }) =>
    stackPlan(stack, events, { failed, errors }, recorded),
  );
}

function observeStacks(stacks: ReadonlyMap<string, Stack>): Promise<Observed[]> {
  return eachStack(stacks, {
    doing: "Planning the change on",
    done: (name) => `Planned the change on ${name}`,
    work: observe,
    concurrent: availableParallelism(),
  });
}

async function observe(
  name: string,
  stack: Stack,
  report: (detail: string) => void,
): Promise<Observed> {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent): unknown => events.push(event);
  const { failed, errors } = await runOperation("preview", name, stack, report, {
    onEvent,
    packs: productionPacks,
  });
  const recorded = failed ? await recordedIn(stack) : [];
  return { stack: name, events, failed, errors, recorded };
}

async function recordedIn(stack: Stack): Promise<Recorded[]> {
  const { deployment } = (await stack.exportStack()) as { deployment: { resources?: Recorded[] } };
  return deployment.resources ?? [];
}

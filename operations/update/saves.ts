/** Which services an update saves first: those with backups whose container or data ends with it. */
import { definitionOf } from "../../src/container/arguments.ts";
import type { ContainerArgs } from "../../src/container/arguments.ts";
import type { Fault } from "../../src/lib/faults.ts";
import { CONTAINER, labelOf, SERVICE_LABEL, VOLUME } from "../../src/lib/resources.ts";
import { backup } from "../../src/software/backup/index.ts";
import type { BackupPlan, SavedService } from "../../src/software/backup/index.ts";
import { configurationIn } from "../delivered.ts";
import { isEnd } from "../review/plan.ts";
import type { PlannedResource } from "../review/plan.ts";
import type { StateResource } from "../state/state-document.ts";

/** The agent of backups that a state has, with what it was told to save: it also knows rows that are gone since. */
export interface DeployedAgent {
  container: string;
  saved: readonly SavedService[];
}

const [PLAN_FILE = ""] = Object.keys(backup.config ?? {});

/** Undefined before the first deployment of an agent: nobody can save then. */
export async function agentIn(
  recorded: readonly StateResource[],
): Promise<DeployedAgent | undefined> {
  const present = recorded.filter((one) => !one.delete);
  for (const { parent, inputs = {} } of present) {
    const plan = (await configurationIn(inputs))?.get(PLAN_FILE);
    const agent = present.find((one) => one.type === CONTAINER && one.parent === parent);
    const container = agent?.inputs?.["name"];
    if (plan === undefined || typeof container !== "string") continue;
    return { container, saved: (JSON.parse(plan) as BackupPlan).services };
  }
  return undefined;
}

/**
 * @param recorded the state before the update
 * @param planned by a preview that has looked at what runs
 * @param saved what the agent saves
 */
export function endingServices<S extends Pick<SavedService, "service">>(
  recorded: readonly StateResource[],
  planned: readonly PlannedResource[],
  saved: readonly S[],
): S[] {
  const plans = new Map(planned.map((one) => [one.urn, one]));
  const ending = recorded.filter((one) => endsBy(one, plans.get(one.urn))).map(serviceOf);
  return saved.filter(({ service }) => ending.includes(service));
}

function endsBy(before: StateResource, plan: PlannedResource | undefined): boolean {
  if (!plan || (before.type !== CONTAINER && before.type !== VOLUME)) return false;
  // Removed by an update that was cut short, and saved before that: nothing runs that wrote since.
  if (before.delete || before.pendingReplacement) return false;
  if (before.type === VOLUME || plan.action === "deleted") return isEnd(plan.action);
  // The same version comes back with its data, be it that it ended; another one may change what nobody has saved.
  const isMade = plan.action === "replaced" || plan.action === "created";
  return isMade && definitionIn(before.inputs) !== definitionIn(plan.after?.inputs);
}

function serviceOf({ inputs }: StateResource): string | undefined {
  return labelOf(labelsOf(inputs), SERVICE_LABEL);
}

function definitionIn(inputs: StateResource["inputs"]): string {
  return definitionOf({ labels: labelsOf(inputs) });
}

function labelsOf(inputs: StateResource["inputs"]): ContainerArgs["labels"] {
  return (inputs?.["labels"] ?? []) as ContainerArgs["labels"];
}

/** What a person reads before it is done. */
export function namesOf(services: readonly Pick<SavedService, "service" | "stopped">[]): string {
  return services
    .map(({ service, stopped }) => (stopped ? `${service} (stopped for its dump)` : service))
    .join(", ");
}

/** A service that could not be saved, and why. */
export interface Unsaved {
  node: string;
  service: string;
  why: string;
}

/** @param so what became of the update */
export function unsavedFaults(unsaved: readonly Unsaved[], so: string): Fault[] {
  const names = [...new Set(unsaved.map(({ service }) => service))].join(",");
  return unsaved.map(({ node, service, why }) => ({
    path: `${node}/${service}`,
    problem: `must be saved before it is replaced or removed, was not (${why.replaceAll("\n", " ")}); ${so}`,
    fix: `mend it, or go on without a backup of now: the same command with --unsaved ${names}`,
  }));
}

/** What the engine plans for one stack, by resource instead of by step. */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import { nameOf, VOLUME } from "../../src/lib/resources.ts";
import { violationOf } from "../update/violations.ts";
import type { Violation } from "../update/violations.ts";

/** How the engine writes a value that it does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Action = "same" | "created" | "changed" | "replaced" | "deleted";

export interface ResourceFacts {
  inputs: Record<string, unknown>;
  parent: string;
  /** The engine refuses to delete it. */
  isProtected: boolean;
  /** It stays where it is when it is deleted from the plan. */
  isRetained: boolean;
}

export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  action: Action;
  before?: ResourceFacts;
  after?: ResourceFacts;
}

/** Whether what the resource stands for ends. */
export function isEnd(action: Action): boolean {
  return action === "replaced" || action === "deleted";
}

/** Only what holds something worth saving is protected or retained. */
export function isPreciousVolume({ type, before }: PlannedResource): boolean {
  return type === VOLUME && before !== undefined && (before.isProtected || before.isRetained);
}

export interface StackPlan {
  stack: string;
  resources: PlannedResource[];
  outputs: { before: Record<string, unknown>; after: Record<string, unknown> };
  violations: Violation[];
  errors: string[];
  failed: boolean;
  /** Whether the program got to its end, so that nothing is missing here. */
  isComplete: boolean;
}

/** With what the engine refuses to delete or replace a resource; it plans the others nevertheless. */
const PROTECTED = /because it is protected|marked for protection/;

const ACTIONS: Partial<Record<string, Action>> = {
  same: "same",
  create: "created",
  import: "created",
  update: "changed",
  replace: "replaced",
  "create-replacement": "replaced",
  "delete-replaced": "replaced",
  delete: "deleted",
};

/** A resource of a stack's state. */
export interface Recorded {
  urn: string;
  type: string;
  inputs?: Record<string, unknown>;
  parent?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
  /** Read, not managed. */
  external?: boolean;
  /** Replaced before, and to be deleted by the next update whatever the program says. */
  delete?: boolean;
}

/**
 * What `events` of a preview say.
 *
 * @param recorded the state that a refused preview was compared with: the engine stops at the first
 *   deletion that it refuses, and says nothing of those after it
 */
export function stackPlan(
  stack: string,
  events: readonly EngineEvent[],
  { failed, errors }: { failed: boolean; errors: readonly string[] },
  recorded: readonly Recorded[] = [],
): StackPlan {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const byUrn = Map.groupBy(steps, ({ urn }) => urn);
  const planned = [...byUrn].flatMap(([urn, ofUrn]) => resourceOf(urn, ofUrn));
  const root = events.findLast(
    ({ resOutputsEvent }) => resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack",
  )?.resOutputsEvent?.metadata;
  const violations = events.flatMap(({ policyEvent }) =>
    policyEvent ? [violationOf(policyEvent)] : [],
  );
  const isRefused = violations.some(({ mandatory }) => mandatory);
  const said = errors.filter((error) => isSaidIn(events, error));
  const isStopped = said.length === 0 ? !isRefused : !said.every((error) => PROTECTED.test(error));
  const isComplete = !failed || !isStopped;
  const rest = recorded.filter(({ urn }) => failed && isComplete && !byUrn.has(urn));
  return {
    stack,
    resources: [...planned, ...rest.flatMap(deletionOf)].sort((a, b) => (a.urn < b.urn ? -1 : 1)),
    outputs: { before: root?.old?.outputs ?? {}, after: root?.new?.outputs ?? {} },
    violations,
    // A violation speaks for itself; what Pulumi's command adds does not.
    errors: isRefused ? said : [...errors],
    failed,
    isComplete,
  };
}

function isSaidIn(events: readonly EngineEvent[], error: string): boolean {
  return events.some(({ diagnosticEvent }) => diagnosticEvent?.message.includes(error));
}

/** What the engine does with a resource that a program no longer registers. */
function deletionOf(recorded: Recorded): PlannedResource[] {
  const { urn, type, inputs = {}, parent = "" } = recorded;
  // The engine sends no events of its own providers.
  if (recorded.external || recorded.delete || type.startsWith("pulumi:")) return [];
  const before = factsOf({ ...recorded, inputs, parent });
  return [{ urn, type, name: nameOf(urn), action: "deleted", before }];
}

/** Nothing for what is only read. */
function resourceOf(urn: string, steps: readonly StepEventMetadata[]): PlannedResource[] {
  const actions = steps.flatMap(({ op }) => ACTIONS[op] ?? []);
  const action = actions.find((one) => one === "replaced") ?? actions[0];
  const [step] = steps;
  if (!action || !step) return [];
  const before = steps.find(({ old }) => old)?.old;
  const after = steps.findLast((one) => one.new)?.new;
  return [
    {
      urn,
      type: step.type,
      name: nameOf(urn),
      action,
      ...(before && action !== "created" && { before: factsOf(before) }),
      ...(after && action !== "deleted" && { after: factsOf(after) }),
    },
  ];
}

type State = Pick<
  NonNullable<StepEventMetadata["old"]>,
  "inputs" | "parent" | "protect" | "retainOnDelete"
>;

function factsOf({ inputs, parent, protect, retainOnDelete }: State): ResourceFacts {
  return { inputs, parent, isProtected: protect === true, isRetained: retainOnDelete === true };
}

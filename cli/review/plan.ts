/** What the engine plans for one stack, by resource instead of by step. */
import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/events.js";

/** How the engine writes a value that it does not know yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Action = "same" | "created" | "changed" | "replaced" | "deleted";

export interface ResourceFacts {
  inputs: Record<string, unknown>;
  parent: string;
  /** Kept when it is deleted, or not to be deleted at all: it holds something worth saving. */
  precious: boolean;
}

export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  action: Action;
  before?: ResourceFacts;
  after?: ResourceFacts;
}

export interface Violation {
  policy: string;
  message: string;
  mandatory: boolean;
  resource?: string;
}

export interface StackPlan {
  stack: string;
  resources: PlannedResource[];
  outputs: { before: Record<string, unknown>; after: Record<string, unknown> };
  violations: Violation[];
  errors: string[];
  failed: boolean;
}

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

/** What `events` of a preview say; a failed one has planned a part. */
export function stackPlan(
  stack: string,
  events: readonly EngineEvent[],
  { failed, errors }: { failed: boolean; errors: readonly string[] },
): StackPlan {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const byUrn = Map.groupBy(steps, ({ urn }) => urn);
  const resources = [...byUrn].flatMap(([urn, ofUrn]) => resourceOf(urn, ofUrn));
  const root = events.findLast(
    ({ resOutputsEvent }) => resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack",
  )?.resOutputsEvent?.metadata;
  return {
    stack,
    resources: resources.sort((a, b) => (a.urn < b.urn ? -1 : 1)),
    outputs: { before: root?.old?.outputs ?? {}, after: root?.new?.outputs ?? {} },
    violations: events.flatMap(violationOf),
    errors: [...errors],
    failed,
  };
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

type State = NonNullable<StepEventMetadata["old"]>;

function factsOf({ inputs, parent, protect, retainOnDelete }: State): ResourceFacts {
  return { inputs, parent, precious: protect === true || retainOnDelete === true };
}

function violationOf({ policyEvent }: EngineEvent): Violation[] {
  if (!policyEvent) return [];
  const { policyName, message, enforcementLevel, resourceUrn } = policyEvent;
  return [
    {
      policy: policyName,
      message: message.replace(/<\{%[^%]*%\}>/g, "").trim(),
      mandatory: enforcementLevel === "mandatory",
      ...(resourceUrn && { resource: nameOf(resourceUrn) }),
    },
  ];
}

export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

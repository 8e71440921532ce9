/** Which containers an update has replaced, and which versions a stack's run record keeps. */
import type { StepEventMetadata } from "@pulumi/pulumi/automation/events.js";
import { parseRunRecord } from "../../src/stack/contracts/run-record.ts";
import type { RunRecord } from "../../src/stack/contracts/run-record.ts";
import { definitionOf } from "../../src/container/arguments.ts";
import type { ContainerArgs } from "../../src/container/arguments.ts";
import type { Hold } from "../../src/container/hold.ts";
import { CONTAINER, nameOf } from "../../src/lib/resources.ts";
import type { StateDocument, StateResource } from "./state-document.ts";

const STACK = "pulumi:pulumi:Stack";
const REPLACING = ["replace", "create-replacement", "update"];

export interface Replacement {
  /** The container's name among the stack's resources: the service, or one instance of it. */
  instance: string;
  before: ContainerArgs;
  after: ContainerArgs;
}

/** Undefined for a step that changes no container that was there before. */
export function replacementOf(step: StepEventMetadata): Replacement | undefined {
  const { op, type, urn, old, new: next } = step;
  if (type !== CONTAINER || !REPLACING.includes(op) || !old || !next) return undefined;
  const before = withoutDefaults(old.inputs) as ContainerArgs;
  const after = withoutDefaults(next.inputs) as ContainerArgs;
  return { instance: nameOf(urn), before, after };
}

/** The instance that a resource belongs to: its container, or the gate beside it. */
export function instanceOf(urn: string): string {
  return nameOf(urn).replace(/-live$/, "");
}

/** The published provider writes its defaults among the inputs, and lists their names. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  const { __defaults: defaults = [], ...own } = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => !(defaults as string[]).includes(key))
      .map(([key, entry]) => [key, withoutDefaults(entry)]),
  );
}

export function runRecordOf({ resources = [] }: StateDocument): RunRecord {
  return parseRunRecord(rootOf(resources)?.outputs?.["run"]);
}

/** The same state with another record in it. */
export function withRunRecord(deployment: StateDocument, run: RunRecord): StateDocument {
  const { resources = [] } = deployment;
  const root = rootOf(resources);
  return {
    ...deployment,
    resources: resources.map((resource) =>
      resource === root ? { ...resource, outputs: { ...resource.outputs, run } } : resource,
    ),
  };
}

/** The same state, in whose record these were rotated once more, or once less; a count of 0 is none. */
export function withRotations(
  deployment: StateDocument,
  ids: readonly string[],
  by: 1 | -1 = 1,
): StateDocument {
  const run = runRecordOf(deployment);
  const counts = ids.map((id) => [id, (run.rotated[id] ?? 0) + by] as const);
  const rotated = Object.entries({ ...run.rotated, ...Object.fromEntries(counts) });
  return withRunRecord(deployment, {
    ...run,
    rotated: Object.fromEntries(rotated.filter(([, count]) => count > 0)),
  });
}

/**
 * The same state with a service held back. Where the former container still runs beside the refused
 * one, they change roles: the next update ends the refused one.
 */
export function withHold(deployment: StateDocument, instance: string, hold: Hold): StateDocument {
  const run = runRecordOf(deployment);
  const held = { ...run.held, [instance]: hold };
  const { resources = [] } = deployment;
  const isOne = ({ type, urn }: StateResource) => type === CONTAINER && nameOf(urn) === instance;
  const former = resources.find(
    (one) => isOne(one) && one.delete && one.inputs?.["name"] === hold.container.name,
  );
  const swapped = former
    ? resources.map((one) => (isOne(one) ? { ...one, delete: one !== former } : one))
    : resources;
  return withRunRecord({ ...deployment, resources: swapped }, { ...run, held });
}

function rootOf(resources: readonly StateResource[]): StateResource | undefined {
  return resources.find(({ type }) => type === STACK);
}

/** What the program declares of an instance: where it is held back, that is not what runs. */
export function declaredOf(
  deployment: StateDocument,
  instance: string,
): { definition: string; image: string } | undefined {
  const { resources = [] } = deployment;
  const found = resources.find(
    (one) => one.type === CONTAINER && nameOf(one.urn) === instance && !one.delete,
  );
  if (!found?.inputs) return undefined;
  const running = withoutDefaults(found.inputs) as ContainerArgs;
  const hold = runRecordOf(deployment).held[instance];
  return { definition: hold?.definition ?? definitionOf(running), image: running.image };
}

/**
 * What the engine said of a change, as test data: `npm run record` writes it, the tests of the reports
 * read it. Only what a review reads is kept.
 */
import type {
  EngineEvent,
  StepEventMetadata,
  StepEventStateMetadata,
} from "@pulumi/pulumi/automation/events.js";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Observed } from "../../operations/review/change.ts";
import type { Recorded } from "../../operations/review/plan.ts";
import { CONTAINER, SERVICE_LABEL, VOLUME } from "../../src/lib/resources.ts";
import { root } from "./engine.ts";

const directory = path.join(root, "test", "data", "plans");

/** One node's plan of one scenario. */
export interface RecordedPlan extends Observed {
  /** URNs of what the base itself changes at every preview. */
  restless: string[];
}

export function readPlan(scenario: string, stack: string): RecordedPlan {
  const content = readFileSync(path.join(directory, scenario, `${stack}.json`), "utf8");
  const plan = JSON.parse(content) as RecordedPlan;
  return { ...plan, events: plan.events.map(completed) };
}

/** An event and a resource a line, so that a change of one is a change of one line. */
export function writePlan(scenario: string, plan: RecordedPlan): void {
  const { events, recorded, ...rest } = plan;
  const lines = (list: readonly unknown[]): string =>
    list.length === 0
      ? "[]"
      : `[\n${list.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n ]`;
  const fields = [
    ...Object.entries(rest).map(([key, value]) => ` "${key}": ${JSON.stringify(value)}`),
    ` "events": ${lines(events.map(abridged))}`,
    ` "recorded": ${lines(recorded)}`,
  ];
  mkdirSync(path.join(directory, scenario), { recursive: true });
  writeFileSync(
    path.join(directory, scenario, `${plan.stack}.json`),
    `{\n${fields.join(",\n")}\n}\n`,
  );
}

/** The same at every run: without times, in the order of the resources, and without what no review reads. */
export function compact(observed: Observed, restless: readonly string[]): RecordedPlan {
  const { stack, events, failed, errors, recorded } = observed;
  const planned = new Set(events.flatMap((event) => event.resourcePreEvent?.metadata.urn ?? []));
  return {
    ...{ stack, failed, errors },
    restless: restless.filter((urn) => urn.startsWith(`urn:pulumi:${stack}::`)),
    events: events.flatMap(keptEvent).toSorted(byResource),
    recorded: recorded
      .filter(({ urn, type }) => !planned.has(urn) && !type.startsWith("pulumi:"))
      .map(keptRecord)
      .toSorted((a, b) => (a.urn < b.urn ? -1 : 1)),
  };
}

const untimed = { sequence: 0, timestamp: 0 };

function keptEvent(event: EngineEvent): EngineEvent[] {
  const { resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent } = event;
  if (resourcePreEvent) {
    const metadata = keptStep(resourcePreEvent.metadata);
    return metadata ? [{ ...untimed, resourcePreEvent: { metadata } }] : [];
  }
  if (resOutputsEvent?.metadata.type === "pulumi:pulumi:Stack") {
    const metadata = step(resOutputsEvent.metadata, contractOnly);
    return [{ ...untimed, resOutputsEvent: { metadata } }];
  }
  if (policyEvent) return [{ ...untimed, policyEvent }];
  if (diagnosticEvent?.severity !== "error") return [];
  return [{ ...untimed, diagnosticEvent }];
}

function keptStep(metadata: StepEventMetadata): StepEventMetadata | undefined {
  const { op, type } = metadata;
  if (op !== "same") return step(metadata, (state) => state);
  if (type !== CONTAINER && type !== VOLUME && !type.startsWith("bev:")) return undefined;
  return step(metadata, unchangedFacts);
}

type State = StepEventStateMetadata;

function step(metadata: StepEventMetadata, kept: (state: State) => State): StepEventMetadata {
  const { op, urn, type, old, new: next } = metadata;
  return {
    ...{ op, urn, type },
    ...(old && { old: factsOf(kept(old)) }),
    ...(next && { new: factsOf(kept(next)) }),
  } as StepEventMetadata;
}

function factsOf({ inputs, outputs, parent, protect, retainOnDelete }: State): State {
  return {
    inputs,
    ...(outputs["contract"] !== undefined && { outputs }),
    parent,
    ...(protect && { protect }),
    ...(retainOnDelete && { retainOnDelete }),
  } as State;
}

function contractOnly(state: State): State {
  const contract: unknown = state.outputs["contract"];
  return { ...state, inputs: {}, outputs: { contract } };
}

/** What a review reads of a resource that stays as it is. */
function unchangedFacts(state: State): State {
  const { inputs } = state;
  const kept = ["name", "service", "gpuUnits", "memoryReservation", "cpuShares"];
  const lists: Record<string, (item: Record<string, unknown>) => object[]> = {
    labels: (label) => (label["label"] === SERVICE_LABEL ? [label] : []),
    networksAdvanced: ({ name }) => [{ name }],
    mounts: ({ type, source, target }) => (type === "volume" ? [{ source, target }] : []),
  };
  const entries = Object.entries(inputs).flatMap(([key, value]) => {
    if (kept.includes(key)) return [[key, value] as const];
    const take = lists[key];
    return take && Array.isArray(value) ? [[key, value.flatMap(take)] as const] : [];
  });
  return { ...state, inputs: Object.fromEntries(entries), outputs: {} };
}

/** What a review reads of a resource that is gone. */
function keptRecord(record: Recorded): Recorded {
  const { urn, type, inputs = {}, parent, protect, retainOnDelete, external } = record;
  const kept = [
    "name",
    "image",
    "ports",
    "ipamConfigs",
    "create",
    "policy",
    "acl",
    "service",
  ].concat(
    ...["gpuUnits", "memoryReservation", "cpuShares", "labels", "networksAdvanced", "mounts"],
  );
  return {
    ...{ urn, type },
    inputs: Object.fromEntries(Object.entries(inputs).filter(([key]) => kept.includes(key))),
    ...(parent !== undefined && { parent }),
    ...(protect && { protect }),
    ...(retainOnDelete && { retainOnDelete }),
    ...(external && { external }),
    ...(record.delete && { delete: true }),
  };
}

function byResource(a: EngineEvent, b: EngineEvent): number {
  const [first, second] = [a, b].map(({ resourcePreEvent, policyEvent }) =>
    resourcePreEvent
      ? `0 ${resourcePreEvent.metadata.urn}`
      : policyEvent
        ? `1 ${policyEvent.resourceUrn ?? ""} ${policyEvent.policyName}`
        : "2",
  ) as [string, string];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Without the new state of a resource that stays as it is: it is the old one. */
function abridged(event: EngineEvent): object {
  const { sequence: _, timestamp: __, ...rest } = event;
  const { metadata } = event.resourcePreEvent ?? {};
  if (metadata?.op !== "same") return rest;
  const { new: ___, ...old } = metadata;
  return { resourcePreEvent: { metadata: old } };
}

function completed(event: EngineEvent): EngineEvent {
  const { metadata } = event.resourcePreEvent ?? {};
  const isAbridged = metadata?.op === "same" && metadata.old;
  const whole = isAbridged
    ? { resourcePreEvent: { metadata: { ...metadata, new: metadata.old } } }
    : {};
  return { ...event, ...whole, ...untimed };
}

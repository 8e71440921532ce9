/** What a change means for one node: from the resources of its plan to what a reviewer must know. */
import type { Service } from "../../src/catalog/resolve.ts";
import { accessChange, accessOf } from "../../src/rules/access.ts";
import type { AccessChange } from "../../src/rules/access.ts";
import { resources as capacityResources } from "../../src/rules/capacity.ts";
import type { Amounts, Resource } from "../../src/rules/capacity.ts";
import { interruptions } from "../../src/rules/interruption.ts";
import type { Interruption } from "../../src/rules/interruption.ts";
import { contractChanges } from "./contract.ts";
import type { ContractChange } from "./contract.ts";
import { detailsOf, kindOf, mountsOf } from "./describe.ts";
import { fileDiffs } from "./files.ts";
import type { FileDiff } from "./files.ts";
import type { Action, PlannedResource, ResourceFacts, StackPlan, Violation } from "./plan.ts";

export interface Item {
  /** The service that it belongs to, else its own name. */
  owner: string;
  kind: string;
  name: string;
  details: string[];
}

export interface CapacityChange {
  resource: Resource;
  /** Reserved. */
  before: number;
  after: number;
  /** What the node has. */
  of: { before: number; after: number };
}

export interface NodeReview {
  node: string;
  /** Why the engine refuses to plan it. */
  errors: string[];
  failed: boolean;
  dataAtRisk: string[];
  items: Record<Exclude<Action, "same">, Item[]>;
  interruption: Interruption[];
  access: AccessChange;
  capacity: CapacityChange[];
  files: FileDiff[];
  violations: Violation[];
  /** Undefined when it cannot be known before the update. */
  contract: ContractChange[] | undefined;
}

export interface NodeFacts {
  /** Every enabled service of all nodes, as the change has them. */
  running: readonly Service[];
  /** What the node has. */
  capacity: { before: Amounts; after: Amounts };
}

const CONTAINER = "docker:index/container:Container";
const NETWORK = "docker:index/network:Network";
const VOLUME = "docker:index/volume:Volume";

export async function reviewNode(plan: StackPlan, facts: NodeFacts): Promise<NodeReview> {
  const { stack: node, resources, outputs, violations, errors, failed, isComplete } = plan;
  const before = resources.flatMap((one) => accessIn(one, "before"));
  const after = resources.flatMap((one) => accessIn(one, "after"));
  return {
    node,
    errors,
    failed,
    dataAtRisk: dataAtRisk(resources),
    items: {
      replaced: itemsOf(resources, "replaced"),
      deleted: itemsOf(resources, "deleted"),
      changed: itemsOf(resources, "changed"),
      created: itemsOf(resources, "created"),
    },
    interruption: interruptions(facts.running, stopped(node, resources, facts.running)),
    access: accessChange(before, after),
    capacity: isComplete ? capacityChanges(resources, facts.capacity) : [],
    files: await fileDiffs(resources),
    violations,
    contract: isComplete ? contractChanges(node, outputs, facts.running) : [],
  };
}

function accessIn(resource: PlannedResource, when: "before" | "after") {
  const facts = resource[when];
  return facts ? accessOf({ ...resource, inputs: facts.inputs }) : [];
}

/**
 * Volumes that are lost to their service, or are not where it looks for them; those that hold nothing
 * worth saving are not protected.
 */
function dataAtRisk(resources: readonly PlannedResource[]): string[] {
  const containers = resources.filter(({ type }) => type === CONTAINER);
  return resources
    .filter(({ type, before }) => type === VOLUME && before && isPrecious(before))
    .flatMap((volume) => {
      const name = String(volume.before?.inputs["name"]);
      const user = containers.find((one) => pathOf(one, name, "before") !== undefined);
      return ENDS.includes(volume.action)
        ? lostVolume(volume, name, user)
        : misplacedVolume(name, user);
    });
}

function isPrecious({ isProtected, isRetained }: ResourceFacts): boolean {
  return isProtected || isRetained;
}

function lostVolume(
  volume: PlannedResource,
  name: string,
  user: PlannedResource | undefined,
): string[] {
  const path = user && pathOf(user, name, "before");
  const other = user && path !== undefined ? sourceAt(user, path) : undefined;
  const data = volume.before?.isRetained
    ? "stays on the node, where no service has it"
    : "goes with it";
  const instead =
    other === undefined || other === name ? "" : `; at ${path ?? ""} it finds \`${other}\` instead`;
  const owner = user?.name ?? volume.name;
  return [`\`${owner}\`: volume \`${name}\` is ${volume.action}, its data ${data}${instead}`];
}

function misplacedVolume(name: string, user: PlannedResource | undefined): string[] {
  if (!user?.after) return [];
  const [from, to] = [pathOf(user, name, "before"), pathOf(user, name, "after")];
  if (from === to) return [];
  const where = to === undefined ? "is no longer mounted" : `is mounted at ${to}`;
  return [`\`${user.name}\`: volume \`${name}\` ${where}, its data was at ${from ?? ""}`];
}

function pathOf(container: PlannedResource, volume: string, when: "before" | "after") {
  return mountsOf(container[when]?.inputs).find(({ source }) => source === volume)?.target;
}

function sourceAt(container: PlannedResource, path: string): string | undefined {
  return mountsOf(container.after?.inputs).find(({ target }) => target === path)?.source;
}

function itemsOf(resources: readonly PlannedResource[], action: Action): Item[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  return resources
    .filter((resource) => resource.action === action)
    .flatMap((resource) => {
      const kind = kindOf(resource);
      if (!kind) return [];
      const owner = ownerOf(resource, byUrn) ?? resource.name;
      return [{ owner, kind, name: resource.name, details: detailsOf(resource) }];
    });
}

/** The service whose component it is under. */
function ownerOf(
  resource: PlannedResource,
  byUrn: ReadonlyMap<string, PlannedResource>,
): string | undefined {
  const facts = resource.after ?? resource.before;
  if (resource.type.startsWith("bev:") && facts?.inputs["service"] !== undefined) {
    return resource.name;
  }
  const above = byUrn.get(facts?.parent ?? "");
  return above && ownerOf(above, byUrn);
}

/**
 * Services whose container ends, or loses a network. Behind a proxy the former container runs until the
 * new one is live.
 */
function stopped(
  node: string,
  resources: readonly PlannedResource[],
  running: readonly Service[],
): { name: string; node: string }[] {
  const networks = resources
    .filter(({ type, action }) => type === NETWORK && ENDS.includes(action))
    .map(({ before }) => before?.inputs["name"]);
  const names = resources.flatMap(({ type, action, name, before }) => {
    if (type !== CONTAINER || !before) return [];
    const service = serviceLabel(before.inputs) ?? name;
    const row = running.find((one) => one.node === node && one.name === service);
    const isReplacedLive = action === "replaced" && row?.behind !== undefined;
    const ends = ENDS.includes(action) && !isReplacedLive;
    return ends || networksOf(before.inputs).some((one) => networks.includes(one)) ? [service] : [];
  });
  return [...new Set(names)].map((name) => ({ name, node }));
}

const ENDS: readonly Action[] = ["replaced", "deleted"];

function networksOf(inputs: Record<string, unknown>): unknown[] {
  return ((inputs["networksAdvanced"] ?? []) as { name?: string }[]).map(({ name }) => name);
}

function serviceLabel(inputs: Record<string, unknown>): string | undefined {
  const labels = (inputs["labels"] ?? []) as { label?: string; value?: string }[];
  return labels.find(({ label }) => label === "bev.service")?.value;
}

function capacityChanges(
  resources: readonly PlannedResource[],
  capacity: NodeFacts["capacity"],
): CapacityChange[] {
  const before = reserved(resources, "before");
  const after = reserved(resources, "after");
  return capacityResources
    .filter((resource) => capacity.before[resource] > 0 || capacity.after[resource] > 0)
    .map((resource) => ({
      resource,
      before: before[resource],
      after: after[resource],
      of: { before: capacity.before[resource], after: capacity.after[resource] },
    }));
}

/** As the containers themselves say, whichever catalogue they come from. */
function reserved(resources: readonly PlannedResource[], when: "before" | "after"): Amounts {
  const total = { memory: 0, cpu: 0, gpu: 0 };
  for (const { type, [when]: facts } of resources) {
    if (!facts) continue;
    const { memoryReservation, cpuShares, gpuUnits } = facts.inputs;
    if (type === CONTAINER) {
      total.memory += Number(memoryReservation ?? 0);
      total.cpu += Number(cpuShares ?? 0) / SHARES_PER_CORE;
    } else if (type.startsWith("bev:")) total.gpu += Number(gpuUnits ?? 0);
  }
  return total;
}

/** Of Docker's relative weights, as this program assigns them. */
const SHARES_PER_CORE = 1024;

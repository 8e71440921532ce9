/** What a change means for one node: from the resources of its plan to what a reviewer must know. */
import type { Service } from "../../src/catalog/resolve.ts";
import { accessChange, accessOf } from "../../src/rules/access.ts";
import type { AccessChange } from "../../src/rules/access.ts";
import type { Amounts } from "../../src/rules/capacity.ts";
import { interruptions } from "../../src/rules/interruption.ts";
import type { Interruption } from "../../src/rules/interruption.ts";
import { capacityChanges } from "./capacity.ts";
import type { CapacityChange } from "./capacity.ts";
import { contractChanges } from "./contract.ts";
import type { ContractChange } from "./contract.ts";
import { dataAtRisk } from "./data-at-risk.ts";
import { detailsOf, kindOf } from "./describe.ts";
import { fileDiffs } from "./files.ts";
import type { FileDiff } from "./files.ts";
import type { Violation } from "../update/violations.ts";
import type { Action, PlannedResource, StackPlan } from "./plan.ts";
import { stopped } from "./stopped.ts";

export interface Item {
  /** The service that it belongs to, else its own name. */
  owner: string;
  kind: string;
  name: string;
  details: string[];
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
  /** What it lacks of other stacks until they are updated, as its plan says. */
  waits: string[];
}

export interface NodeFacts {
  /** Every enabled service of all nodes, as the change has them. */
  running: readonly Service[];
  /** What the node has. */
  capacity: { before: Amounts; after: Amounts };
}

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
    waits: (outputs.after["waits"] ?? []) as string[],
  };
}

function accessIn(resource: PlannedResource, when: "before" | "after") {
  const facts = resource[when];
  return facts ? accessOf({ ...resource, inputs: facts.inputs }) : [];
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

/** How a change alters the reservations of a node. */
import { CONTAINER } from "../../src/lib/resources.ts";
import { coresOf, resources as capacityResources } from "../../src/rules/capacity.ts";
import type { Amounts, Resource } from "../../src/rules/capacity.ts";
import type { PlannedResource } from "./plan.ts";

export interface CapacityChange {
  resource: Resource;
  /** Reserved. */
  before: number;
  after: number;
  /** What the node has. */
  of: { before: number; after: number };
}

export function capacityChanges(
  resources: readonly PlannedResource[],
  capacity: { before: Amounts; after: Amounts },
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

/** As the containers themselves say: they may come from another version of the catalogue. */
function reserved(resources: readonly PlannedResource[], when: "before" | "after"): Amounts {
  const total = { memory: 0, cpu: 0, gpu: 0 };
  for (const { type, [when]: facts } of resources) {
    if (!facts) continue;
    const { memoryReservation, cpuShares, gpuUnits } = facts.inputs;
    if (type === CONTAINER) {
      total.memory += Number(memoryReservation ?? 0);
      total.cpu += coresOf(Number(cpuShares ?? 0));
    } else if (type.startsWith("bev:")) total.gpu += Number(gpuUnits ?? 0);
  }
  return total;
}

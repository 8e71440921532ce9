/** What rules must know of the machines, from the tables of nodes and regions. */
import type { Cores, Mebibytes } from "../lib/units.ts";
import { isNode, nodeNames, nodes } from "./nodes.ts";
import type { NodeName, NodeSpec } from "./nodes.ts";
import { regionMachines } from "./regions.ts";
import type { StackName } from "./types.ts";

/** What the documents leave to assume of a region's machine (no GPU, C31). */
export const edgeDefaults: Pick<
  NodeSpec,
  "architecture" | "availability" | "reservation" | "targets" | "families"
> & {
  capacity: { memory: Mebibytes; cores: Cores };
} = {
  architecture: "amd64",
  availability: "24/7",
  targets: { memory: { fail: 0.8 }, cpu: { fail: 0.8 }, gpu: { fail: 0 } },
  reservation: { memory: 1, cpu: 1 },
  families: ["edge"],
  capacity: { memory: 8192, cores: 4 },
};

/** A region has the defaults of an edge machine. */
export function machineOf(stack: StackName) {
  return isNode(stack) ? nodes[stack] : edgeDefaults;
}

export function gpuNodes(): NodeName[] {
  return nodeNames.filter((name) => nodes[name].gpu !== undefined);
}

/** By node, and `edge` for every region: the kinds of service that may run there. */
export function familyPlaces(): Record<string, readonly string[]> {
  const named = nodeNames.map((name) => [name, nodes[name].families] as const);
  return { ...Object.fromEntries(named), edge: edgeDefaults.families };
}

/** Where it is on the tailnet; undefined for a region that is not in use, and for what is no stack. */
export function addressOf(stack: string): string | undefined {
  return isNode(stack) ? nodes[stack].address : regionMachines[stack]?.address;
}

/** What rules must know of the machines, from the tables of nodes and regions. */
import { edgeDefaults, isNode, nodeNames, nodes } from "./nodes.ts";
import type { NodeName } from "./nodes.ts";
import type { StackName } from "./types.ts";

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

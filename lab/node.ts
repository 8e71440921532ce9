/** The lab's nodes and edge regions: what each is called on this machine and where it keeps its files. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nodeNames, nodes } from "../src/catalog/nodes.ts";
import { edgeStacks, isEdgeStack, regionMachines, regionNameOf } from "../src/catalog/regions.ts";
import type { EdgeStack } from "../src/catalog/regions.ts";
import type { StackName } from "../src/catalog/types.ts";

/** One lab a machine, for its addresses are fixed. A socket's path must be short: 107 characters. */
export const RUNTIME = "/run/bev-lab";

/** Names the edge regions of the lab that is up, a line each. */
const regionsFile = path.join(RUNTIME, "regions");

export interface LabNode {
  /** Of its stack. */
  name: StackName;
  /** The one of production. */
  address: string;
  /** Its network; whatever runs in it belongs to the node. */
  namespace: string;
  /** Its end on the switch. Linux allows 15 characters. */
  link: string;
  /** Configuration, sockets, logs. */
  directory: string;
  /** Its Docker Engine answers here. */
  socket: string;
}

/** The nodes, and the edge regions that this lab has. */
export function labNodes(): LabNode[] {
  return [
    ...nodeNames.map((name) => labNode(name, name, nodes[name].address)),
    ...labRegions().map((stack) => labNode(stack, regionNameOf(stack), regionAddress(stack))),
  ];
}

function labNode(name: StackName, link: string, address: string): LabNode {
  const directory = path.join(RUNTIME, name);
  const socket = path.join(directory, "docker.sock");
  return { name, address, namespace: `bev-${name}`, link, directory, socket };
}

export function labRegions(): EdgeStack[] {
  if (!existsSync(regionsFile)) return [];
  return readFileSync(regionsFile, "utf8").split("\n").filter(isEdgeStack);
}

/** Those that the lab has already stay. */
export function addLabRegions(stacks: readonly EdgeStack[]): void {
  const known = [...labRegions(), ...stacks];
  const all = edgeStacks.filter((stack) => known.includes(stack));
  if (all.length > 0) writeFileSync(regionsFile, `${all.join("\n")}\n`);
}

/** Production's, or one of the tailnet's range where the region has no machine there. */
export function regionAddress(stack: EdgeStack): string {
  const own = `100.64.10.${String(edgeStacks.indexOf(stack) + 1)}`;
  return regionMachines[stack]?.address ?? own;
}

/** The lab's nodes: what each is called on this machine and where it keeps its files. */
import path from "node:path";
import { nodeNames, nodes } from "../src/catalog/nodes.ts";
import type { NodeName } from "../src/catalog/nodes.ts";

/** One lab a machine, for its addresses are fixed. A socket's path must be short: 107 characters. */
export const RUNTIME = "/run/bev-lab";

export interface LabNode {
  name: NodeName;
  /** The one of production. */
  address: string;
  /** Its network; whatever runs in it belongs to the node. */
  namespace: string;
  /** Configuration, sockets, logs. */
  directory: string;
  /** Its Docker Engine answers here. */
  socket: string;
}

export const labNodes: readonly LabNode[] = nodeNames.map((name) => ({
  name,
  address: nodes[name].address,
  namespace: `bev-${name}`,
  directory: path.join(RUNTIME, name),
  socket: path.join(RUNTIME, name, "docker.sock"),
}));

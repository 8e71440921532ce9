/** Nodes that the table lacks, in a copy of the program: a row, a stack file and a line of the packs' table each. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { productionSite } from "../../policies/kit/site.ts";
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeName, NodeSpec } from "../../src/catalog/nodes.ts";
import type { Changes } from "./changes.ts";

export interface NewNode {
  name: string;
  /** A node that its machine is like. */
  like: NodeName;
  address: string;
  subnetBase: number;
}

/** Writes the stack files; the rest is for `Program.change`. */
export function newNodes(
  directory: string,
  added: readonly NewNode[],
): Required<Pick<Changes, "newNodes" | "machines">> {
  for (const node of added) {
    const file = path.join(directory, `Pulumi.${node.name}.yaml`);
    writeFileSync(file, stringify({ config: settingsOf(node) }));
  }
  return {
    newNodes: Object.fromEntries(added.map((one) => [one.name, rowOf(one)])),
    machines: Object.fromEntries(added.map((one) => [one.name, machineOf(one)])),
  };
}

function rowOf({ like, address, subnetBase }: NewNode): NodeSpec {
  return { ...nodes[like], address, subnetBase };
}

function machineOf({ name, like, address }: NewNode) {
  const known = productionSite[like];
  if (!known) throw new Error(`${like}: must be a machine of the packs' table`);
  return { ...known, host: `ssh://${name}`, address };
}

function settingsOf(node: NewNode): object {
  const { host, address, architecture, capacity } = machineOf(node);
  const { memory, cpu, gpu } = capacity;
  return {
    "pulumi:disable-default-providers": ["docker", "vault"],
    "bev:registry": "registry.bev.internal",
    "bev:node": {
      ...{ host, address, architecture },
      capacity: { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu },
    },
  };
}

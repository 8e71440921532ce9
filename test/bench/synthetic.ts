/** A node of any number of services that are all alike, to see how the time grows with them. */
import { catalog } from "../../src/catalog/index.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import type { StackSettings } from "../../operations/stack-file.ts";
import { productionSite } from "../../policies/kit/site.ts";
import type { Machine } from "../../policies/kit/site.ts";

const RESOURCES = { cpu: 0.1, memory: 16 };

/** Room for more of them than anybody asks for. */
const CAPACITY = { memory: 1e9, cpu: 1e6, gpu: 10 };

/** Each with a port, a volume, a secret, and a need of the one before it; every tenth needs none. */
export function syntheticRows(node: NodeName, count: number): ServiceSpec[] {
  const name = (index: number): string => `synthetic-${String(index)}`;
  return Array.from({ length: count }, (_, index) => ({
    ...{ name: name(index), node, family: "workflow", image: "redis", resources: RESOURCES },
    health: { command: ["redis-cli", "ping"] },
    ports: [{ container: 8080, published: false, purpose: "http" }],
    volumes: [{ name: "data", path: "/data", backup: "file-copy" }],
    secrets: [{ name: "password" }],
    ...(index % 10 > 0 && { dependsOn: [name(index - 1)] }),
  }));
}

/** What the packs know of the machine. */
export function roomyMachine(node: NodeName): Record<string, Machine> {
  return { [node]: { ...(productionSite[node] as Machine), capacity: CAPACITY } };
}

/** The node's settings with the same room, and none of its own services. */
export function roomySettings(settings: StackSettings, node: NodeName): StackSettings {
  const own = catalog.filter((row) => row.node === node).map(({ name }) => name);
  const { memory: memoryMebibytes, cpu: cores, gpu: gpuUnits } = CAPACITY;
  return {
    ...settings,
    "bev:node": {
      ...(settings["bev:node"] as object),
      capacity: { memoryMebibytes, cores, gpuUnits },
    },
    "bev:services": Object.fromEntries(own.map((name) => [name, { enabled: false }])),
  };
}

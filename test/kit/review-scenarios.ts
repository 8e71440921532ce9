/** Changes that `bev review` reports: each has recorded plans in test/data/plans and a report in test/golden/review. */
import { catalog } from "../../src/catalog/index.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { resolveStack } from "../../src/catalog/resolve.ts";
import type { Service, ServiceChoice } from "../../src/catalog/resolve.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { deployOrder } from "../../src/stack/contracts/references.ts";
import { merge } from "./changed-data.mjs";
import type { Changes } from "./changes.ts";
import { trackedConfig } from "./stack-config.ts";

export interface Scenario {
  name: string;
  /** In deployment order. */
  nodes: readonly NodeName[];
  changes?: Changes;
  /** Choices in a stack file, by stack and service. */
  services?: Partial<Record<NodeName, Record<string, ServiceChoice>>>;
  /** Images that the lock gets, without a digest. */
  locked?: readonly string[];
  /** The engine itself refuses the change. */
  refused?: true;
}

export const scenarios: readonly Scenario[] = [
  { name: "no-change", nodes: ["starlord"] },
  {
    name: "renamed-volume",
    nodes: ["thanos"],
    changes: {
      rows: { "redis-thanos": { volumes: [{ name: "store", path: "/data", backup: "rdb-copy" }] } },
    },
    refused: true,
  },
  {
    name: "image-bump",
    nodes: ["oracle1"],
    changes: { images: { grafana: { tag: "11.5.0" } } },
    locked: ["grafana/grafana-enterprise:11.5.0"],
  },
  {
    name: "port-change",
    nodes: ["starlord"],
    changes: {
      rows: { "code-server": { ports: [{ container: 8080, published: 8444, purpose: "http" }] } },
    },
  },
  {
    name: "service-disabled",
    nodes: ["thanos"],
    services: { thanos: { "t2v-transformers": { enabled: false }, weaviate: { enabled: false } } },
    refused: true,
  },
  {
    name: "service-added",
    nodes: ["thanos"],
    services: { thanos: { zookeeper: { enabled: true } } },
    // No more room is left there.
    changes: { rows: { zookeeper: { resources: { cpu: 0.1, memory: 128 } } } },
  },
  {
    name: "memory-limit",
    nodes: ["oracle1"],
    changes: { rows: { "crypto-analyzer": { resources: { memory: 768 } } } },
  },
  {
    // Prometheus on oracle1 asks the exporter on thanos, at the port that this publishes.
    name: "configuration-file",
    nodes: ["oracle1"],
    changes: {
      rows: {
        "postgres-exporter": { ports: [{ container: 9187, published: 9188, purpose: "metrics" }] },
      },
    },
  },
  {
    name: "secret-added",
    nodes: ["starlord"],
    changes: { rows: { "git-server": { secrets: [{ name: "token" }] } } },
  },
  {
    name: "moved-to-another-node",
    nodes: ["oracle1", "thanos"],
    changes: {
      rows: { "crypto-analyzer": { node: "thanos", resources: { cpu: 0.1, memory: 128 } } },
    },
  },
  {
    name: "contract",
    nodes: ["oracle1", "thanos"],
    changes: {
      rows: { postgres: { ports: [{ container: 5432, published: 5442, purpose: "sql" }] } },
    },
  },
  {
    name: "subnet",
    nodes: ["starlord"],
    changes: { nodes: { starlord: { subnetBase: 48 } } },
  },
];

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (!found) throw new Error(`there is no scenario ${name}`);
  return found;
}

/** Every enabled service of all nodes, as the change has them. */
export function runningIn({ changes = {}, services = {} }: Scenario): Service[] {
  const rows = structuredClone<readonly ServiceSpec[]>(catalog);
  for (const row of rows) merge(row, changes.rows?.[row.name] ?? {});
  return deployOrder(nodeNames).flatMap((name) => {
    const node = name as NodeName;
    const choices = { ...trackedConfig(node).services, ...services[node] };
    return resolveStack(rows, node, choices).filter(({ enabled }) => enabled);
  });
}

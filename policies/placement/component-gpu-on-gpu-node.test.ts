import {
  component,
  container,
  describeRule,
  UNKNOWN,
  unknownAt,
} from "../../test/kit/policy-cases.ts";
import { componentGpuOnGpuNode } from "./component-gpu-on-gpu-node.ts";

const oracle1 = { stack: "oracle1" };
const gpuService = { type: "bev:ai:GpuService" };

function refused(at: string, found = "oracle1", stack = found): string[] {
  return [
    `${stack}/redis/${at}: must be "thanos", the only node with a GPU, got "${found}"; ` +
      "declare the service on a node with a GPU",
  ];
}

describeRule(componentGpuOnGpuNode, [
  {
    kind: "complies",
    what: "a GPU service on thanos",
    given: component({ node: "thanos", family: "gpu-ai", gpuUnits: 2 }, gpuService),
    says: [],
  },
  {
    kind: "violates",
    what: "a GPU service on oracle1",
    given: component({ node: "oracle1", family: "gpu-ai", gpuUnits: 2 }, oracle1),
    says: refused("node"),
  },
  {
    kind: "absent",
    what: "nothing said of a GPU",
    given: component({ node: "oracle1", family: "database" }, oracle1),
    says: [],
  },
  {
    kind: "absent",
    what: "no node said: its stack is its node",
    given: component({ gpuUnits: 1 }, oracle1),
    says: refused("node"),
  },
  {
    kind: "null",
    what: "null units and no family",
    given: component({ node: "oracle1", family: null, gpuUnits: null }, oracle1),
    says: [],
  },
  {
    kind: "unknown",
    what: "computed units",
    given: component({ node: "oracle1", gpuUnits: UNKNOWN }, oracle1),
    says: [unknownAt("oracle1/redis/gpuUnits")],
  },
  {
    kind: "wrong case",
    what: "the family in capitals",
    given: component({ node: "oracle1", family: "GPU-AI", gpuUnits: 0 }, oracle1),
    says: refused("node"),
  },
  {
    kind: "wrong case",
    what: "the node in capitals is not the node",
    given: component({ node: "THANOS", gpuUnits: 1 }),
    says: refused("node", "THANOS", "thanos"),
  },
  {
    kind: "boundary",
    what: "no unit",
    given: component({ node: "oracle1", family: "database", gpuUnits: 0 }, oracle1),
    says: [],
  },
  {
    kind: "boundary",
    what: "the smallest share",
    given: component({ node: "oracle1", family: "database", gpuUnits: 0.01 }, oracle1),
    says: refused("node"),
  },
  {
    kind: "evasion",
    what: "says thanos, stands in the stack of oracle1",
    given: component({ node: "thanos", gpuUnits: 1 }, oracle1),
    says: refused("stack"),
  },
  {
    kind: "evasion",
    what: "a GPU service that says nothing of itself",
    given: component({}, { ...oracle1, ...gpuService }),
    says: refused("node"),
  },
  {
    kind: "evasion",
    what: "units in words",
    given: component({ node: "oracle1", gpuUnits: "one" }, oracle1),
    says: refused("node"),
  },
  {
    kind: "evasion",
    what: "in an edge region",
    given: component({ node: "edge-us-east", gpuUnits: 1 }, { stack: "edge-us-east" }),
    says: refused("node", "edge-us-east"),
  },
  {
    kind: "complies",
    what: "a container is judged by another rule",
    given: container({ gpuUnits: 1 }, oracle1),
    says: [],
  },
]);

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

describeRule(componentGpuOnGpuNode, {
  complies: {
    "a GPU service on thanos": component(
      { node: "thanos", family: "gpu-ai", gpuUnits: 2 },
      gpuService,
    ),
    "a container is judged by another rule": container({ gpuUnits: 1 }, oracle1),
  },
  violates: {
    "a GPU service on oracle1": {
      given: component({ node: "oracle1", family: "gpu-ai", gpuUnits: 2 }, oracle1),
      says: refused("node"),
    },
  },
  absent: {
    "nothing said of a GPU": component({ node: "oracle1", family: "database" }, oracle1),
    "no node said: its stack is its node": {
      given: component({ gpuUnits: 1 }, oracle1),
      says: refused("node"),
    },
  },
  null: {
    "null units and no family": component(
      { node: "oracle1", family: null, gpuUnits: null },
      oracle1,
    ),
  },
  unknown: {
    "computed units": {
      given: component({ node: "oracle1", gpuUnits: UNKNOWN }, oracle1),
      says: unknownAt("oracle1/redis/gpuUnits"),
    },
  },
  "wrong case": {
    "the family in capitals": {
      given: component({ node: "oracle1", family: "GPU-AI", gpuUnits: 0 }, oracle1),
      says: refused("node"),
    },
    "the node in capitals is not the node": {
      given: component({ node: "THANOS", gpuUnits: 1 }),
      says: refused("node", "THANOS", "thanos"),
    },
  },
  boundary: {
    "no unit": component({ node: "oracle1", family: "database", gpuUnits: 0 }, oracle1),
    "the smallest share": {
      given: component({ node: "oracle1", family: "database", gpuUnits: 0.01 }, oracle1),
      says: refused("node"),
    },
  },
  evasion: {
    "says thanos, stands in the stack of oracle1": {
      given: component({ node: "thanos", gpuUnits: 1 }, oracle1),
      says: refused("stack"),
    },
    "a GPU service that says nothing of itself": {
      given: component({}, { ...oracle1, ...gpuService }),
      says: refused("node"),
    },
    "units in words": {
      given: component({ node: "oracle1", gpuUnits: "one" }, oracle1),
      says: refused("node"),
    },
    "in an edge region": {
      given: component({ node: "edge-us-east", gpuUnits: 1 }, { stack: "edge-us-east" }),
      says: refused("node", "edge-us-east"),
    },
  },
});

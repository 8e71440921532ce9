import {
  component,
  container,
  describeRule,
  UNKNOWN,
  unknownAt,
} from "../../test/kit/policy-cases.ts";
import { familyOnItsNode } from "./family-on-its-node.ts";

const oracle1 = { stack: "oracle1" };
const FIX =
  "declare the service on one of them, or add the family to the node in src/catalog/nodes.ts and policies/kit/site.ts";
const FAMILIES =
  "database, dev, edge, gpu-ai, mcp, monitoring, network, osint, queue, recovery, secrets, workflow";

const ofFamily = (family: unknown, where = {}) =>
  container({ labels: [{ label: "bev.family", value: family }] }, where);

function refused(path: string, node: string, family: string, nodes: string): string[] {
  return [`${path}: must be a family of ${node}, got "${family}", of ${nodes}; ${FIX}`];
}

function nameless(path: string, found: string): string[] {
  return [`${path}: must be one of ${FAMILIES}, got ${found}; name the family of the service`];
}

describeRule(familyOnItsNode, {
  complies: {
    "a queue on thanos": component({ family: "queue" }),
    "its container": ofFamily("queue"),
    "a resource of somebody else's that has a family": {
      type: "random:index/randomPet:RandomPet",
      name: "p",
      inputs: { family: "x" },
    },
  },
  violates: {
    "a queue on oracle1": {
      given: component({ family: "queue" }, oracle1),
      says: refused("oracle1/redis/family", '"oracle1"', "queue", "thanos"),
    },
  },
  absent: {
    "a container without labels": {
      given: container({}),
      says: nameless("thanos/redis/labels", "nothing"),
    },
    "a component of no service": component({ members: ["kafka-1"] }, { type: "bev:queue:Cluster" }),
  },
  null: {
    "null for its labels": {
      given: container({ labels: null }),
      says: nameless("thanos/redis/labels", "nothing"),
    },
    "null for its family": {
      given: component({ family: null }),
      says: nameless("thanos/redis/family", "nothing"),
    },
  },
  unknown: {
    "a computed label": {
      given: ofFamily(UNKNOWN),
      says: unknownAt("thanos/redis/labels/0/value"),
    },
    "computed labels altogether": {
      given: container({ labels: UNKNOWN }),
      says: unknownAt("thanos/redis/labels"),
    },
  },
  "wrong case": {
    "a family in capitals": {
      given: component({ family: "Database" }),
      says: nameless("thanos/redis/family", '"Database"'),
    },
  },
  boundary: {
    "a family of two nodes on the second": component({ family: "database" }, oracle1),
    "the same family on the third node": {
      given: component({ family: "database" }, { stack: "starlord" }),
      says: refused("starlord/redis/family", '"starlord"', "database", "oracle1, thanos"),
    },
    "edge services in any region": component({ family: "edge" }, { stack: "edge-eu-central" }),
  },
  evasion: {
    "a database in an edge region": {
      given: component({ family: "database" }, { stack: "edge-us-east" }),
      says: refused("edge-us-east/redis/family", '"edge-us-east"', "database", "oracle1, thanos"),
    },
    "a container without a component on another machine than its stack's": {
      given: ofFamily("queue", { host: "ssh://oracle1" }),
      says: refused("thanos/redis/labels", '"oracle1"', "queue", "thanos"),
    },
    "on a machine that nobody knows": {
      given: ofFamily("queue", { host: "ssh://elsewhere" }),
      says: refused("thanos/redis/labels", "an unknown node", "queue", "thanos"),
    },
    "a name that every object has": {
      given: component({ family: "constructor" }),
      says: nameless("thanos/redis/family", '"constructor"'),
    },
    "a right family under another label, before its own": {
      given: container({
        labels: [
          { label: "team", value: "queue" },
          { label: "bev.family", value: "dev" },
        ],
      }),
      says: refused("thanos/redis/labels", '"thanos"', "dev", "starlord"),
    },
  },
});

import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { stackWithoutStarlord } from "./stack-without-starlord.ts";

const root = (inputs: Record<string, unknown>, stack = "thanos"): Planned[] => [
  { type: "bev:node:Host", name: stack, inputs: {}, stack, host: null },
  { type: "pulumi:pulumi:Stack", name: `bev-${stack}`, inputs, stack, host: null },
];

function refused(stack: string, name = "starlord"): string[] {
  return [
    `${stack}/bev-${stack}/references/${name}: must not be relied on, starlord is there on demand ` +
      "only; remove the reference from src/catalog/nodes.ts",
  ];
}

const DEPLOYED = "deployed at 100.122.12.54";

describeRule(stackWithoutStarlord, {
  complies: {
    "thanos on oracle1": root({ references: { oracle1: "deployed at 100.96.197.84" } }),
    "oracle1, which goes on without it": root({ references: { starlord: DEPLOYED } }, "oracle1"),
    "starlord on the others": root({ references: { oracle1: "", thanos: "" } }, "starlord"),
    "starlord on itself": root({ references: { starlord: DEPLOYED } }, "starlord"),
  },
  violates: {
    "thanos on starlord": {
      given: root({ references: { oracle1: "", starlord: DEPLOYED } }),
      says: refused("thanos"),
    },
  },
  absent: {
    "no reference": root({}),
    "a stack whose own resource is not there yet": [
      { type: "bev:node:Host", name: "thanos", inputs: {}, host: null },
    ],
  },
  null: { "null for the references": root({ references: null }) },
  unknown: {
    "computed references": {
      given: root({ references: UNKNOWN }),
      says: unknownAt("thanos/bev-thanos/references"),
    },
    "a reference whose state is computed is one all the same": {
      given: root({ references: { starlord: UNKNOWN } }),
      says: refused("thanos"),
    },
  },
  "wrong case": {
    "its name in capitals": {
      given: root({ references: { Starlord: DEPLOYED } }),
      says: refused("thanos", "Starlord"),
    },
  },
  boundary: { "another stack whose name begins like it": root({ references: { starlord2: "" } }) },
  evasion: {
    "from an edge region": {
      given: root({ references: { starlord: "" } }, "edge-us-east"),
      says: refused("edge-us-east"),
    },
    "an output of another resource is no reference": [
      ...root({}),
      { type: "bev:node:Host", name: "x", inputs: { references: { starlord: "" } }, host: null },
    ],
  },
});

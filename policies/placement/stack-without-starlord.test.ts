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

describeRule(stackWithoutStarlord, [
  {
    kind: "complies",
    what: "thanos on oracle1",
    given: root({ references: { oracle1: "deployed at 100.96.197.84" } }),
    says: [],
  },
  {
    kind: "complies",
    what: "starlord on the others",
    given: root({ references: { oracle1: "", thanos: "" } }, "starlord"),
    says: [],
  },
  {
    kind: "violates",
    what: "thanos on starlord",
    given: root({ references: { oracle1: "", starlord: DEPLOYED } }),
    says: refused("thanos"),
  },
  { kind: "absent", what: "no reference", given: root({}), says: [] },
  {
    kind: "absent",
    what: "a stack whose own resource is not there yet",
    given: [{ type: "bev:node:Host", name: "thanos", inputs: {}, host: null }],
    says: [],
  },
  { kind: "null", what: "null for the references", given: root({ references: null }), says: [] },
  {
    kind: "unknown",
    what: "computed references",
    given: root({ references: UNKNOWN }),
    says: [unknownAt("thanos/bev-thanos/references")],
  },
  {
    kind: "unknown",
    what: "a reference whose state is computed is one all the same",
    given: root({ references: { starlord: UNKNOWN } }),
    says: refused("thanos"),
  },
  {
    kind: "wrong case",
    what: "its name in capitals",
    given: root({ references: { Starlord: DEPLOYED } }),
    says: refused("thanos", "Starlord"),
  },
  {
    kind: "boundary",
    what: "another stack whose name begins like it",
    given: root({ references: { starlord2: "" } }),
    says: [],
  },
  {
    kind: "evasion",
    what: "from an edge region",
    given: root({ references: { starlord: "" } }, "edge-us-east"),
    says: refused("edge-us-east"),
  },
  {
    kind: "evasion",
    what: "an output of another resource is no reference",
    given: [
      ...root({}),
      { type: "bev:node:Host", name: "x", inputs: { references: { starlord: "" } }, host: null },
    ],
    says: [],
  },
  {
    kind: "complies",
    what: "starlord on itself",
    given: root({ references: { starlord: DEPLOYED } }, "starlord"),
    says: [],
  },
]);

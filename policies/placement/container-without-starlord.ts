import { onDemandFindings, ON_DEMAND_NODE, textsOf } from "../../src/rules/on-demand.ts";
import { containerRule } from "../kit/rule.ts";

export const containerWithoutStarlord = containerRule(
  {
    name: "container-without-starlord",
    description:
      "No container elsewhere is told where STARLORD is, because that machine is there on demand only and what needs it would fail with it.",
    severity: "high",
    tags: ["placement", "dependencies"],
    fix: "use a service of oracle1 or thanos",
  },
  (container, { stack, service }, { site }) =>
    stack === ON_DEMAND_NODE
      ? []
      : onDemandFindings(service, textsOf(container), site[ON_DEMAND_NODE]?.address),
);

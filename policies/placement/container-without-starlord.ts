/** Refuses a container of another node that is told STARLORD's address. */
import { onDemandFindings, textsOf } from "../../src/rules/on-demand.ts";
import { containerRule } from "../kit/rule.ts";
import { onDemandNames } from "../kit/site.ts";

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
    onDemandFindings(service, textsOf(container), onDemandNames(site, stack)),
);

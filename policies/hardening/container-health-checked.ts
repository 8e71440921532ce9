/** Refuses a container without a health check that can fail. */
import { healthFindings } from "../../src/rules/lifecycle.ts";
import { containerRule } from "../kit/rule.ts";

export const containerHealthChecked = containerRule(
  {
    name: "container-health-checked",
    description:
      "A container has a health check that can fail, because deploys, alerts and recovery wait for its answer.",
    severity: "high",
    tags: ["hardening", "cis-4.6", "cis-5.27"],
    fix: "ask the service's own process",
  },
  healthFindings,
);

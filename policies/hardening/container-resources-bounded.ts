/** Refuses a container without limits of memory and processor time, or with swap. */
import { resourceFindings } from "../../src/rules/lifecycle.ts";
import { containerRule } from "../kit/rule.ts";

export const containerResourcesBounded = containerRule(
  {
    name: "container-resources-bounded",
    description:
      "A container has a limit of memory, without swap, and of processor time, because one that has none can take the node from all others.",
    severity: "high",
    tags: ["hardening", "cis-5.11", "cis-5.12"],
    fix: "set it from the service's row",
  },
  resourceFindings,
);

/** Refuses a container that shares processes, memory segments, users or a control group with others. */
import { namespaceFindings } from "../../src/rules/confinement.ts";
import { containerRule } from "../kit/rule.ts";

export const containerSharesNoNamespace = containerRule(
  {
    name: "container-shares-no-namespace",
    description:
      "A container has its own processes, memory segments, users and control group, because a container that shares those of the host or of another container can read and end what is there.",
    severity: "critical",
    tags: ["hardening", "cis-5.16", "cis-5.17", "cis-5.25", "cis-5.31"],
    fix: "remove it",
  },
  namespaceFindings,
);

/** Refuses a privileged container, and one without AppArmor, seccomp or no-new-privileges. */
import { confinementFindings } from "../../src/rules/confinement.ts";
import { containerRule } from "../kit/rule.ts";

export const containerConfined = containerRule(
  {
    name: "container-confined",
    description:
      "A container is not privileged, gains no privileges and keeps the Engine's AppArmor and seccomp profiles, because without them root in it is root on the host.",
    severity: "critical",
    tags: ["hardening", "cis-5.2", "cis-5.3", "cis-5.5", "cis-5.22", "cis-5.26"],
    fix: 'set securityOpts to ["no-new-privileges:true"] and remove the rest',
  },
  confinementFindings,
);

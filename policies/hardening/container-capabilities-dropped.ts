/** Refuses a container that keeps Docker's default capabilities or adds others than those listed. */
import { capabilityFindings } from "../../src/rules/confinement.ts";
import { containerRule } from "../kit/rule.ts";

export const containerCapabilitiesDropped = containerRule(
  {
    name: "container-capabilities-dropped",
    description:
      "A container drops all capabilities and adds at most those that a process without root may need, because the fourteen that Docker leaves are more than any service of ours uses.",
    severity: "high",
    tags: ["hardening", "cis-5.4"],
    fix: 'set capabilities to { drops: ["ALL"] } and start the image as its final user',
  },
  capabilityFindings,
);

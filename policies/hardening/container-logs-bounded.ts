/** Refuses a container whose log has no driver or no maximum size. */
import { logFindings } from "../../src/rules/lifecycle.ts";
import { containerRule } from "../kit/rule.ts";

export const containerLogsBounded = containerRule(
  {
    name: "container-logs-bounded",
    description:
      "A container's log has a driver and a size, because a full disk stops every service of the node.",
    severity: "medium",
    tags: ["hardening", "logs"],
    fix: 'set logDriver "json-file" with logOpts max-size and max-file',
  },
  logFindings,
);

/** Refuses a container that does not restart after a crash, or that is killed without time to end. */
import { lifecycleFindings } from "../../src/rules/lifecycle.ts";
import { containerRule } from "../kit/rule.ts";

export const containerLifecycle = containerRule(
  {
    name: "container-lifecycle",
    description:
      "A container comes back after a crash or a reboot and gets time to end, because the provider kills at once when nothing is said, and a store of data then has to recover.",
    severity: "high",
    tags: ["hardening", "cis-5.15"],
    fix: "set it so",
  },
  lifecycleFindings,
);

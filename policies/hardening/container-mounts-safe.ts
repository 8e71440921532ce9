/** Refuses mounts of the host other than rendered configuration, read-only. */
import { mountFindings } from "../../src/rules/mounts.ts";
import { containerRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

export const containerMountsSafe = containerRule(
  {
    name: "container-mounts-safe",
    description:
      "A container sees of its host only rendered configuration, read-only, because the Engine's socket or any folder of the system is the host itself.",
    severity: "critical",
    tags: ["hardening", "cis-5.6", "cis-5.20", "cis-5.32"],
    fix: "use a named volume, or deliver files with deliverConfig",
  },
  (container, resource, { site }) =>
    mountFindings(container, conventionsOf(engineMachine(site, resource)).dataRoot),
);

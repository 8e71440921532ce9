/** Refuses a container whose root file system is writable. */
import { rootFindings } from "../../src/rules/mounts.ts";
import { containerRule } from "../kit/rule.ts";

export const containerRootReadOnly = containerRule(
  {
    name: "container-root-read-only",
    description:
      "A container's root file system is read-only, because what got in can then leave nothing behind.",
    severity: "medium",
    tags: ["hardening", "cis-5.13"],
    fix: "set it so",
  },
  rootFindings,
);

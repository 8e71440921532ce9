/** Refuses a volume that Docker would delete with its container. */
import { keptVolumeFindings } from "../../src/rules/mounts.ts";
import { containerRule } from "../kit/rule.ts";

export const containerVolumesKept = containerRule(
  {
    name: "container-volumes-kept",
    description:
      "What a container stores lies in volumes with a name that outlive it, because Docker deletes the others with the container.",
    severity: "critical",
    tags: ["hardening", "data"],
    fix: "set removeVolumes to false and give each volume a source",
  },
  keptVolumeFindings,
);

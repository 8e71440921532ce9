/** Refuses a tmpfs without a size, or one that allows set-uid programs or devices. */
import { tmpfsFindings } from "../../src/rules/mounts.ts";
import { containerRule } from "../kit/rule.ts";

export const containerTmpfsBounded = containerRule(
  {
    name: "container-tmpfs-bounded",
    description:
      "Each tmpfs of a container has a size and can hold no set-uid program or device, because it is memory of the host.",
    severity: "medium",
    tags: ["hardening"],
    fix: "state its options",
  },
  tmpfsFindings,
);

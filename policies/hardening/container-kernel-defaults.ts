/** Refuses devices, sysctls, another runtime and core dumps. */
import { kernelFindings } from "../../src/rules/confinement.ts";
import { containerRule } from "../kit/rule.ts";

export const containerKernelDefaults = containerRule(
  {
    name: "container-kernel-defaults",
    description:
      "A container gets no devices, sysctls or runtime of its own and leaves no core dump, because each of these reaches past its own limits.",
    severity: "high",
    tags: ["hardening", "cis-5.18", "cis-5.19"],
    fix: 'remove it; for core dumps add { name: "core", soft: 0, hard: 0 } to ulimits',
  },
  kernelFindings,
);

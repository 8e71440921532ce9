import { gpuContainerFindings } from "../../src/rules/placement.ts";
import { containerRule } from "../kit/rule.ts";
import { engineNode } from "../kit/site.ts";

/**
 * By what the container asks of its Engine, whatever its component or stack says. Edge regions are
 * no exception: they have processors only (C31).
 */
export const containerGpuOnGpuNode = containerRule(
  {
    name: "container-gpu-on-gpu-node",
    description:
      "Only a container on THANOS may ask for a GPU, because no other machine has one and the container would never start.",
    severity: "critical",
    tags: ["placement", "gpu"],
    fix: "remove it, or declare the service on thanos",
  },
  (container, resource, { site }) => gpuContainerFindings(container, engineNode(site, resource)),
);

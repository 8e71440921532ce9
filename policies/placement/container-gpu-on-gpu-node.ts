/** Refuses a container that asks for a GPU on a machine without one. */
import { gpuContainerFindings } from "../../src/rules/placement.ts";
import { containerRule } from "../kit/rule.ts";
import { engineNode, gpuNodes } from "../kit/site.ts";

/**
 * By what the container asks of its Engine, whatever its component or stack says. Edge regions are
 * no exception: they have processors only (C31).
 */
export const containerGpuOnGpuNode = containerRule(
  {
    name: "container-gpu-on-gpu-node",
    description:
      "Only a container on a machine with a GPU may ask for one, because it would never start elsewhere.",
    severity: "critical",
    tags: ["placement", "gpu"],
    fix: "remove it, or declare the service on a node with a GPU",
  },
  (container, resource, { site }) =>
    gpuContainerFindings(container, engineNode(site, resource), gpuNodes(site)),
);

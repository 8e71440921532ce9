/** Refuses a GPU component on a node without a GPU. */
import { gpuComponentFindings } from "../../src/rules/placement.ts";
import { componentRule } from "../kit/rule.ts";
import { gpuNodes } from "../kit/site.ts";

/** By what the component is and says. Edge regions are no exception: they have processors only (C31). */
export const componentGpuOnGpuNode = componentRule(
  {
    name: "component-gpu-on-gpu-node",
    description:
      "A component that takes a share of a GPU belongs to a node with a GPU and to its stack, because no other machine, and no edge region, has one.",
    severity: "critical",
    tags: ["placement", "gpu"],
    fix: "declare the service on a node with a GPU",
  },
  (component, { type, stack }, { site }) =>
    gpuComponentFindings(component, { type, stack, gpuNodes: gpuNodes(site) }),
);

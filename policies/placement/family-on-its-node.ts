/** Refuses a service on a node that does not host its family. */
import { familyFindings } from "../../src/rules/placement.ts";
import { CONTAINER, labelOf } from "../../src/lib/resources.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { engineNode, familyPlaces } from "../kit/site.ts";

/** By the fact of a component and the label of a container: a container without a component counts too. */
export const familyOnItsNode: ResourceRule = {
  name: "family-on-its-node",
  description:
    "A service runs on a node that hosts its family, because machines, networks and trust zones are made for families.",
  severity: "high",
  tags: ["placement"],
  fix: "declare the service on one of them, or add the family to the node in src/catalog/nodes.ts and policies/kit/site.ts",
  types: undefined,
  judge(resource, { site }) {
    const { type, stack, inputs } = resource;
    if (type === CONTAINER) {
      const labels = (inputs["labels"] ?? []) as { label?: string; value?: string }[];
      const family = labelOf(labels, "bev.family");
      return familyFindings("labels", family, engineNode(site, resource), familyPlaces(site));
    }
    const isService = type.startsWith("bev:") && "family" in inputs;
    return isService ? familyFindings("family", inputs["family"], stack, familyPlaces(site)) : [];
  },
};

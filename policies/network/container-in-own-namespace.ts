/** Refuses a container that shares the network namespace of the host or of another container. */
import { namespaceFindings } from "../../src/rules/networks.ts";
import { containerRule } from "../kit/rule.ts";

export const containerInOwnNamespace = containerRule(
  {
    name: "container-in-own-namespace",
    description:
      "A container has a network namespace of its own, because in the host's, or in another container's, it reaches and opens every port there.",
    severity: "critical",
    tags: ["network", "cis-5.10"],
    fix: 'set networkMode to "bridge" and join networks with networksAdvanced',
  },
  (container) => namespaceFindings(container),
);

/** Refuses what would give a platform's name another address. */
import { resolutionFindings } from "../../src/rules/container-names.ts";
import { containerRule } from "../kit/rule.ts";
import { conventionsOf, engineMachine } from "../kit/site.ts";

export const containerKeepsItsNames = containerRule(
  {
    name: "container-keeps-its-names",
    description:
      "A container is found under its own service's names alone and finds others by Docker's resolver, because another name, a file of hosts or a resolver of its own would lead a platform's name elsewhere.",
    severity: "high",
    tags: ["network"],
    fix: "remove it; a service is reached under its own name",
  },
  (container, resource, { site }) => {
    const { prefix } = conventionsOf(engineMachine(site, resource));
    return resolutionFindings(container, { name: resource.name, prefix });
  },
);

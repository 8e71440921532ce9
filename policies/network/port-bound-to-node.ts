/** Refuses a port that is bound to another address than the node's on the tailnet or loopback. */
import { bindingFindings } from "../../src/rules/networks.ts";
import { containerRule } from "../kit/rule.ts";
import { engineMachine } from "../kit/site.ts";

export const portBoundToNode = containerRule(
  {
    name: "port-bound-to-node",
    description:
      "A published port is bound to the node's address on the tailnet or to loopback, because on every address it is open to the internet, past the node's firewall.",
    severity: "critical",
    tags: ["network", "cis-5.9", "cis-5.14"],
    fix: "bind it to the node's address, or publish nothing",
  },
  (container, resource, { site }) =>
    bindingFindings(container, engineMachine(site, resource)?.address),
);

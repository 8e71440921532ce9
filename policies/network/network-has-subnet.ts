/** Refuses a network without a subnet of 172.30.0.0/16. */
import { subnetFindings } from "../../src/rules/networks.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { NETWORK } from "../../src/lib/resources.ts";

export const networkHasSubnet: ResourceRule = {
  name: "network-has-subnet",
  description:
    "A network states its subnet, of 172.30.0.0/16, because one that Docker chooses may be that of a VPN or of another node.",
  severity: "medium",
  tags: ["network"],
  fix: "give it an ipamConfigs entry with a /24 of the node's share",
  types: [NETWORK],
  judge: ({ inputs }) => subnetFindings(inputs),
};

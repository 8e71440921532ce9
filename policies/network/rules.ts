/** The pack `network`: who may reach what. */
import type { Rule } from "../kit/rule.ts";
import { containerInOwnNamespace } from "./container-in-own-namespace.ts";
import { containerOnUserNetwork } from "./container-on-user-network.ts";
import { networkHasSubnet } from "./network-has-subnet.ts";
import { networkIsPlainBridge } from "./network-is-plain-bridge.ts";
import { portBoundToNode } from "./port-bound-to-node.ts";
import { subnetsApart } from "./subnets-apart.ts";
import { tailnetGrantsAreNarrow } from "./tailnet-grants-are-narrow.ts";
import { tailnetKeyIsBounded } from "./tailnet-key-is-bounded.ts";
import { tailnetPolicyHasTests } from "./tailnet-policy-has-tests.ts";
import { tailnetTagsHaveOwners } from "./tailnet-tags-have-owners.ts";

export const network: readonly Rule[] = [
  containerInOwnNamespace,
  containerOnUserNetwork,
  networkHasSubnet,
  networkIsPlainBridge,
  portBoundToNode,
  subnetsApart,
  tailnetGrantsAreNarrow,
  tailnetKeyIsBounded,
  tailnetPolicyHasTests,
  tailnetTagsHaveOwners,
];

import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { subnetsApart } from "./subnets-apart.ts";
import { NETWORK } from "../../src/lib/resources.ts";

const network = (name: string, ...subnets: unknown[]): Planned => ({
  type: NETWORK,
  name,
  inputs: { ipamConfigs: subnets.map((subnet) => ({ subnet })) },
});

function refused(path: string, subnet: string, other: string): string[] {
  return [
    `thanos/${path}/subnet: must be apart from the other networks, ${subnet} overlaps ${other}; ` +
      "give one of them a free /24 of the node's share",
  ];
}

const app = network("app", "172.30.1.0/24");

describeRule(subnetsApart, {
  complies: {
    neighbours: [app, network("data", "172.30.2.0/24")],
    "what is no network has no subnet": [
      app,
      container({ ipamConfigs: [{ subnet: "172.30.1.0/24" }] }),
    ],
  },
  violates: {
    "the same one twice": {
      given: [app, network("data", "172.30.1.0/24")],
      says: refused("data/ipamConfigs/0", "172.30.1.0/24", "172.30.1.0/24 of app"),
    },
  },
  absent: {
    "networks that say none, which another rule refuses": [
      network("a"),
      network("b"),
      { type: NETWORK, name: "c", inputs: {} },
    ],
  },
  null: { "null for both subnets": [network("a", null), network("b", null)] },
  unknown: {
    "a computed subnet, at its own network": {
      given: [app, network("data", UNKNOWN)],
      says: unknownAt("thanos/data/ipamConfigs/0/subnet"),
    },
  },
  "wrong case": "an IPv4 subnet has no letters",
  boundary: {
    "the first and the last address of a network": {
      given: [
        network("a", "172.30.1.0/24"),
        network("b", "172.30.1.255/32"),
        network("c", "172.30.1.0/32"),
      ],
      says: [
        ...refused("b/ipamConfigs/0", "172.30.1.255/32", "172.30.1.0/24 of a"),
        ...refused("c/ipamConfigs/0", "172.30.1.0/32", "172.30.1.0/24 of a"),
      ],
    },
    "halves of one /24": [network("a", "172.30.1.0/25"), network("b", "172.30.1.128/25")],
    "the last address alone": {
      given: [app, network("ops", "172.30.1.255/32")],
      says: refused("ops/ipamConfigs/0", "172.30.1.255/32", "172.30.1.0/24 of app"),
    },
    "the first address after": [app, network("ops", "172.30.2.0/32")],
    "the last address before": [app, network("ops", "172.30.0.255/32")],
  },
  evasion: {
    "a larger one around it": {
      given: [app, network("whole", "172.30.0.0/16")],
      says: refused("whole/ipamConfigs/0", "172.30.0.0/16", "172.30.1.0/24 of app"),
    },
    "the same one, written by another of its addresses": {
      given: [app, network("data", "172.30.1.77/24")],
      says: refused("data/ipamConfigs/0", "172.30.1.77/24", "172.30.1.0/24 of app"),
    },
    "as the second subnet of a network": {
      given: [app, network("data", "172.30.2.0/24", "172.30.1.0/24")],
      says: refused("data/ipamConfigs/1", "172.30.1.0/24", "172.30.1.0/24 of app"),
    },
  },
});

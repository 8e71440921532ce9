import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { networkIsPlainBridge } from "./network-is-plain-bridge.ts";
import { NETWORK } from "../../src/lib/resources.ts";

const network = (inputs: Record<string, unknown>): Planned => ({
  type: NETWORK,
  name: "thanos-data",
  inputs,
});
const bridge = (changes: Record<string, unknown>) => network({ driver: "bridge", ...changes });

const refused = (at: string, expected: string, found: string): string =>
  `thanos/thanos-data/${at}: must be ${expected}, got ${found}; declare it as ` +
  "src/components/host.ts does";

describeRule(networkIsPlainBridge, {
  complies: { "a bridge": bridge({}) },
  violates: {
    "the host's own network for its containers": {
      given: network({ driver: "macvlan" }),
      says: refused("driver", '"bridge"', '"macvlan"'),
    },
  },
  absent: { "no driver": { given: network({}), says: refused("driver", '"bridge"', "nothing") } },
  null: {
    "null for everything": {
      given: network({ driver: null, attachable: null, ingress: null, ipv6: null, options: null }),
      says: refused("driver", '"bridge"', "nothing"),
    },
  },
  unknown: {
    "a computed driver": {
      given: network({ driver: UNKNOWN }),
      says: unknownAt("thanos/thanos-data/driver"),
    },
  },
  "wrong case": {
    "the driver in capitals, which Docker does not know": {
      given: network({ driver: "Bridge" }),
      says: refused("driver", '"bridge"', '"Bridge"'),
    },
  },
  boundary: {
    "false for what it may not be, and no options": bridge({
      attachable: false,
      ingress: false,
      ipv6: false,
      options: {},
    }),
  },
  evasion: {
    "one that others may attach to": {
      given: bridge({ attachable: true }),
      says: refused("attachable", "false", "true"),
    },
    "the ingress of a Swarm": {
      given: bridge({ ingress: true }),
      says: refused("ingress", "false", "true"),
    },
    "IPv6, whose addresses are nobody's private ones": {
      given: bridge({ ipv6: true }),
      says: refused("ipv6", "false", "true"),
    },
    "a gateway that routes past published ports": {
      given: bridge({ options: { "com.docker.network.bridge.gateway_mode_ipv4": "routed" } }),
      says: refused("options/com.docker.network.bridge.gateway_mode_ipv4", "absent", '"routed"'),
    },
    "another address for ports that say none": {
      given: bridge({ options: { "com.docker.network.bridge.host_binding_ipv4": "0.0.0.0" } }),
      says: refused("options/com.docker.network.bridge.host_binding_ipv4", "absent", '"0.0.0.0"'),
    },
  },
});

import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { networkHasSubnet } from "./network-has-subnet.ts";
import { NETWORK } from "../../src/lib/resources.ts";

const network = (ipamConfigs: unknown): Planned => ({
  type: NETWORK,
  name: "thanos-data",
  inputs: { ipamConfigs },
});
const FIX = "give it an ipamConfigs entry with a /24 of the node's share";
const NONE = [
  `thanos/thanos-data/ipamConfigs: must have a subnet of 172.30.0.0/16, has none; ${FIX}`,
];

function refused(found: string, index = 0): string[] {
  const at = `ipamConfigs/${String(index)}/subnet`;
  return [`thanos/thanos-data/${at}: must be a subnet of 172.30.0.0/16, got ${found}; ${FIX}`];
}

const accepted = (subnet: string): Planned => network([{ subnet, gateway: "172.30.0.1" }]);
const other = (subnet: string) => ({ given: network([{ subnet }]), says: refused(`"${subnet}"`) });

describeRule(networkHasSubnet, {
  complies: { "172.30.0.0/24": accepted("172.30.0.0/24") },
  violates: { "another private network": other("192.168.0.0/24") },
  absent: {
    "no configuration": { given: network(undefined), says: NONE },
    "a configuration without a subnet": {
      given: network([{ gateway: "172.30.0.1" }]),
      says: refused("nothing"),
    },
  },
  null: {
    null: { given: network(null), says: NONE },
    "null for the subnet": { given: network([{ subnet: null }]), says: refused("nothing") },
  },
  unknown: {
    "a computed subnet": {
      given: network([{ subnet: UNKNOWN }]),
      says: unknownAt("thanos/thanos-data/ipamConfigs/0/subnet"),
    },
  },
  "wrong case": "an IPv4 subnet has no letters",
  boundary: {
    "172.30.255.0/24": accepted("172.30.255.0/24"),
    "172.30.0.0/16": accepted("172.30.0.0/16"),
    "one bit more than the plan": other("172.30.0.0/15"),
    "the network after": other("172.31.0.0/24"),
    "the network before": other("172.29.255.0/24"),
  },
  evasion: {
    "a length after a letter": other("172.30.1.0/x24"),
    "a length before a letter": other("172.30.1.0/24x"),
    "no address before a length": other("x/24"),
    everything: other("0.0.0.0/0"),
    "an address without a length": other("172.30.1.0"),
    "a length that is none": other("172.30.1.0/33"),
    "the addresses of the tailnet": other("100.64.0.0/10"),
    IPv6: other("fd00::/64"),
    "a second one beside the right one": {
      given: network([{ subnet: "172.30.1.0/24" }, { subnet: "10.0.0.0/8" }]),
      says: refused('"10.0.0.0/8"', 1),
    },
  },
});

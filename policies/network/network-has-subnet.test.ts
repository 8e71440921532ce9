import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Kind, Planned } from "../../test/kit/policy-cases.ts";
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

const accepted = (kind: Kind, subnet: string) => ({
  kind,
  what: subnet,
  given: network([{ subnet, gateway: "172.30.0.1" }]),
  says: [],
});
const other = (kind: Kind, what: string, subnet: string) => ({
  kind,
  what,
  given: network([{ subnet }]),
  says: refused(`"${subnet}"`),
});

describeRule(
  networkHasSubnet,
  [
    accepted("complies", "172.30.0.0/24"),
    other("violates", "another private network", "192.168.0.0/24"),
    other("evasion", "a length after a letter", "172.30.1.0/x24"),
    other("evasion", "a length before a letter", "172.30.1.0/24x"),
    other("evasion", "no address before a length", "x/24"),
    { kind: "absent", what: "no configuration", given: network(undefined), says: NONE },
    {
      kind: "absent",
      what: "a configuration without a subnet",
      given: network([{ gateway: "172.30.0.1" }]),
      says: refused("nothing"),
    },
    { kind: "null", what: "null", given: network(null), says: NONE },
    {
      kind: "null",
      what: "null for the subnet",
      given: network([{ subnet: null }]),
      says: refused("nothing"),
    },
    {
      kind: "unknown",
      what: "a computed subnet",
      given: network([{ subnet: UNKNOWN }]),
      says: [unknownAt("thanos/thanos-data/ipamConfigs/0/subnet")],
    },
    accepted("boundary", "172.30.255.0/24"),
    accepted("boundary", "172.30.0.0/16"),
    other("boundary", "one bit more than the plan", "172.30.0.0/15"),
    other("boundary", "the network after", "172.31.0.0/24"),
    other("boundary", "the network before", "172.29.255.0/24"),
    other("evasion", "everything", "0.0.0.0/0"),
    other("evasion", "an address without a length", "172.30.1.0"),
    other("evasion", "a length that is none", "172.30.1.0/33"),
    other("evasion", "the addresses of the tailnet", "100.64.0.0/10"),
    other("evasion", "IPv6", "fd00::/64"),
    {
      kind: "evasion",
      what: "a second one beside the right one",
      given: network([{ subnet: "172.30.1.0/24" }, { subnet: "10.0.0.0/8" }]),
      says: refused('"10.0.0.0/8"', 1),
    },
  ],
  { "wrong case": "an IPv4 subnet has no letters" },
);

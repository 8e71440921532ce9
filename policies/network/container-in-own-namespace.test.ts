import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Kind } from "../../test/kit/policy-cases.ts";
import { containerInOwnNamespace } from "./container-in-own-namespace.ts";

const refused = (kind: Kind, what: string, networkMode: string) => ({
  kind,
  what,
  given: container({ networkMode }),
  says: [
    `thanos/redis/networkMode: must be "bridge" or absent, got "${networkMode}"; set networkMode ` +
      'to "bridge" and join networks with networksAdvanced',
  ],
});

const accepted = (kind: Kind, what: string, inputs: Record<string, unknown>) => ({
  kind,
  what,
  given: container(inputs),
  says: [],
});

describeRule(containerInOwnNamespace, [
  accepted("complies", "bridge", { networkMode: "bridge" }),
  accepted("complies", "default", { networkMode: "default" }),
  refused("violates", "the host's", "host"),
  accepted("absent", "not said", {}),
  accepted("null", "null", { networkMode: null }),
  {
    kind: "unknown",
    what: "computed",
    given: container({ networkMode: UNKNOWN }),
    says: [unknownAt("thanos/redis/networkMode")],
  },
  refused("wrong case", "the host's in capitals", "HOST"),
  accepted("boundary", "the empty mode", { networkMode: "" }),
  refused("boundary", "the host's with a space", "host "),
  refused("evasion", "another container's, which may be the host's", "container:node-exporter"),
  refused("evasion", "a namespace by its path", "ns:/proc/1/ns/net"),
  refused("evasion", "a network by its name, past the list of networks", "bev_data_v1"),
  refused("evasion", "a Swarm service's", "service:redis"),
]);

import { container, describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import { containerInOwnNamespace } from "./container-in-own-namespace.ts";

const refused = (networkMode: string) => ({
  given: container({ networkMode }),
  says:
    `thanos/redis/networkMode: must be "bridge" or absent, got "${networkMode}"; set networkMode ` +
    'to "bridge" and join networks with networksAdvanced',
});

describeRule(containerInOwnNamespace, {
  complies: {
    bridge: container({ networkMode: "bridge" }),
    default: container({ networkMode: "default" }),
  },
  violates: { "the host's": refused("host") },
  absent: { "not said": container({}) },
  null: { null: container({ networkMode: null }) },
  unknown: {
    computed: {
      given: container({ networkMode: UNKNOWN }),
      says: unknownAt("thanos/redis/networkMode"),
    },
  },
  "wrong case": { "the host's in capitals": refused("HOST") },
  boundary: {
    "the empty mode": container({ networkMode: "" }),
    "the host's with a space": refused("host "),
  },
  evasion: {
    "another container's, which may be the host's": refused("container:node-exporter"),
    "a namespace by its path": refused("ns:/proc/1/ns/net"),
    "a network by its name, past the list of networks": refused("bev_data_v1"),
    "a Swarm service's": refused("service:redis"),
  },
});

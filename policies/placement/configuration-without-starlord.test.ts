import { archive } from "../../src/container/delivery.ts";
import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { configurationWithoutStarlord } from "./configuration-without-starlord.ts";

const OWNER = { uid: 0, gid: 0, mode: 0o444 };
const delivered = (content: string) => archive([{ name: "a.conf", content }], OWNER);
const PEER = await delivered("peers = 100.122.12.54");
const HARMLESS = await delivered("peers = 100.96.197.84");

function delivery(
  stdin: unknown,
  {
    target = "/opt/bev/config/consul-agent/12ab",
    stack = "thanos",
  }: { target?: unknown; stack?: string } = {},
): Planned {
  const inputs = { stdin, environment: { BEV_TARGET: target } };
  return { type: "command:local:Command", name: "consul-config", inputs, stack, host: null };
}

function refused(found = "100.122.12.54"): string[] {
  return [
    `thanos/consul-config/stdin: must not name "${found}", which is there on demand only; use a ` +
      "service of oracle1 or thanos",
  ];
}

describeRule(configurationWithoutStarlord, {
  complies: {
    "a file that names oracle1": delivery(HARMLESS),
    "the configuration of what watches it": delivery(PEER, {
      target: "/opt/bev/config/prometheus/12ab",
    }),
    "the configuration of what tells of it": delivery(PEER, {
      target: "/opt/bev/config/alertmanager/12ab",
    }),
  },
  violates: { "a file with its address": { given: delivery(PEER), says: refused() } },
  absent: {
    "a command without environment or input": {
      type: "command:local:Command",
      name: "gate",
      inputs: {},
      host: null,
    },
    "a delivery of nothing": delivery(undefined),
  },
  null: {
    "null for the input": delivery(null),
    "null for the target": delivery(PEER, { target: null }),
  },
  unknown: {
    "a computed file": { given: delivery(UNKNOWN), says: unknownAt("thanos/consul-config/stdin") },
  },
  "wrong case": {
    "its name in capitals": {
      given: delivery(await delivered("retry_join = STARLORD")),
      says: refused("starlord"),
    },
  },
  boundary: {
    "secrets, which go to a volume and are not read": delivery(UNKNOWN, {
      target: "bev_consul_secrets",
    }),
    "a longer name that begins like it": delivery(await delivered("peer = starlord-of-others")),
    "on starlord itself": delivery(PEER, { stack: "starlord" }),
  },
  evasion: {
    "a folder that only holds the watcher's name": {
      given: delivery(PEER, { target: "/opt/prometheus/consul-agent/12ab" }),
      says: refused(),
    },
    "in the name of a file": {
      given: delivery(await archive([{ name: "starlord", content: "" }], OWNER)),
      says: refused("starlord"),
    },
    "by name, where the site has no such machine": {
      given: delivery(await delivered("peers = starlord")),
      site: {},
      says: refused("starlord"),
    },
  },
});

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

describeRule(configurationWithoutStarlord, [
  { kind: "complies", what: "a file that names oracle1", given: delivery(HARMLESS), says: [] },
  { kind: "violates", what: "a file with its address", given: delivery(PEER), says: refused() },
  {
    kind: "absent",
    what: "a command without environment or input",
    given: { type: "command:local:Command", name: "gate", inputs: {}, host: null },
    says: [],
  },
  { kind: "absent", what: "a delivery of nothing", given: delivery(undefined), says: [] },
  { kind: "null", what: "null for the input", given: delivery(null), says: [] },
  { kind: "null", what: "null for the target", given: delivery(PEER, { target: null }), says: [] },
  {
    kind: "unknown",
    what: "a computed file",
    given: delivery(UNKNOWN),
    says: [unknownAt("thanos/consul-config/stdin")],
  },
  {
    kind: "wrong case",
    what: "its name in capitals",
    given: delivery(await delivered("retry_join = STARLORD")),
    says: refused("starlord"),
  },
  {
    kind: "boundary",
    what: "secrets, which go to a volume and are not read",
    given: delivery(UNKNOWN, { target: "bev_consul_secrets" }),
    says: [],
  },
  {
    kind: "boundary",
    what: "a longer name that begins like it",
    given: delivery(await delivered("peer = starlord-of-others")),
    says: [],
  },
  {
    kind: "boundary",
    what: "on starlord itself",
    given: delivery(PEER, { stack: "starlord" }),
    says: [],
  },
  {
    kind: "complies",
    what: "the configuration of what watches it",
    given: delivery(PEER, { target: "/opt/bev/config/prometheus/12ab" }),
    says: [],
  },
  {
    kind: "evasion",
    what: "a folder that only holds the watcher's name",
    given: delivery(PEER, { target: "/opt/prometheus/consul-agent/12ab" }),
    says: refused(),
  },
  {
    kind: "evasion",
    what: "in the name of a file",
    given: delivery(await archive([{ name: "starlord", content: "" }], OWNER)),
    says: refused("starlord"),
  },
  {
    kind: "evasion",
    what: "by name, where the site has no such machine",
    given: delivery(await delivered("peers = starlord")),
    site: {},
    says: refused("starlord"),
  },
]);

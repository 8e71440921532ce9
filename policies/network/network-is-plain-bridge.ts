/** Refuses networks with another driver than bridge, or with options. */
import { bridgeFindings } from "../../src/rules/networks.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { NETWORK } from "../../src/lib/resources.ts";

export const networkIsPlainBridge: ResourceRule = {
  name: "network-is-plain-bridge",
  description:
    "A network is a bridge without options, because others lay containers bare on the host's network, and options change where ports are bound.",
  severity: "high",
  tags: ["network"],
  fix: "declare it as src/components/host.ts does",
  types: [NETWORK],
  judge: ({ inputs }) => bridgeFindings(inputs),
};

/** Refuses a key for the tailnet that has no tag, can be used twice or lasts longer than a day. */
import { keyFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { KEY } from "./types.ts";

export const tailnetKeyIsBounded: ResourceRule = {
  name: "tailnet-key-is-bounded",
  description:
    "A key for joining the tailnet is tagged, serves once and ends within a day, because a key that is found later lets any machine join as one of the nodes.",
  severity: "critical",
  tags: ["network", "tailscale"],
  fix: "make one key for each machine, with tags and an expiry",
  types: [KEY],
  judge: ({ inputs }) => keyFindings(inputs),
};

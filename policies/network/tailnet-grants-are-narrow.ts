/** Refuses a grant of the tailnet to everybody, to every machine or on every port. */
import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { grantFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";

export const tailnetGrantsAreNarrow: ResourceRule = {
  name: "tailnet-grants-are-narrow",
  description:
    "A grant of the tailnet names who may reach what on which ports, because rules only add, and one for everybody undoes all the others.",
  severity: "critical",
  tags: ["network", "tailscale"],
  fix: "name users, tags and ports",
  types: [TAILNET_POLICY],
  judge: ({ inputs }) => grantFindings(inputs),
};

import { grantFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";
import { POLICY_FILE } from "./types.ts";

export const tailnetGrantsAreNarrow: ResourceRule = {
  name: "tailnet-grants-are-narrow",
  description:
    "A grant of the tailnet names who may reach what on which ports, because rules only add, and one for everybody undoes all the others.",
  severity: "critical",
  tags: ["network", "tailscale"],
  fix: "name users, tags and ports",
  types: [POLICY_FILE],
  judge: ({ inputs }) => grantFindings(inputs),
};

/** Refuses a tag of the tailnet that everybody may give to a machine. */
import { TAILNET_POLICY } from "../../src/lib/resources.ts";
import { tagOwnerFindings } from "../../src/rules/tailnet.ts";
import type { ResourceRule } from "../kit/rule.ts";

export const tailnetTagsHaveOwners: ResourceRule = {
  name: "tailnet-tags-have-owners",
  description:
    "Every tag of the tailnet is owned by named people, because giving a machine a tag gives it all that the tag is granted.",
  severity: "critical",
  tags: ["network", "tailscale"],
  fix: "name a group as the tag's owner in tagOwners",
  types: [TAILNET_POLICY],
  judge: ({ inputs }) => tagOwnerFindings(inputs),
};

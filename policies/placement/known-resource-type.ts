/** Refuses a kind of resource that no rule reads. */
import { typeFindings } from "../../src/rules/known-types.ts";
import type { ResourceRule } from "../kit/rule.ts";

export const knownResourceType: ResourceRule = {
  name: "known-resource-type",
  description:
    "A stack is made of the kinds of resources that the rules know, because a container made by another kind, such as a Swarm service or a remote command, would pass by all of them.",
  severity: "critical",
  tags: ["placement"],
  fix: "use a Container, or add the kind to src/rules/known-types.ts together with its rules",
  types: undefined,
  judge: ({ type }) => typeFindings(type),
};

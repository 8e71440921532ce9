import { ON_DEMAND_NODE } from "../../src/rules/on-demand.ts";
import type { StackRule } from "../kit/rule.ts";

/**
 * The engine shows stack references to no policy; every stack of this program says in its output
 * `references` on which others it relies.
 */
export const stackWithoutStarlord: StackRule = {
  name: "stack-without-starlord",
  description:
    "No other stack relies on STARLORD's, because that machine is there on demand only and every update would wait for it.",
  severity: "high",
  tags: ["placement", "dependencies"],
  fix: "remove the reference from src/contracts/references.ts",
  judgeStack(resources) {
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    if (!root || root.stack === ON_DEMAND_NODE) return [];
    const relied = Object.keys(root.inputs["references"] ?? {});
    return relied
      .filter((stack) => stack.toLowerCase() === ON_DEMAND_NODE)
      .map((stack) => ({
        resource: root,
        at: `references/${stack}`,
        problem: `must not be relied on, ${ON_DEMAND_NODE} is there on demand only`,
      }));
  },
};

/** Refuses a stack that relies on STARLORD's. */
import type { StackRule } from "../kit/rule.ts";
import { mayRead, onDemandNames } from "../kit/site.ts";

/**
 * The engine shows stack references to no policy; every stack of this program says in its output
 * `references` on which others it relies.
 */
export const stackWithoutStarlord: StackRule = {
  name: "stack-without-starlord",
  description:
    "No other stack relies on STARLORD's, because that machine is there on demand only and every update would wait for it. ORACLE1 reads what its backups log in with, and goes on without.",
  severity: "high",
  tags: ["placement", "dependencies"],
  fix: "remove the reference from src/catalog/nodes.ts",
  judgeStack(resources, { site }) {
    const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    if (!root) return [];
    const read = mayRead(site, root.stack);
    const onDemand = onDemandNames(site, root.stack).filter((name) => !read.includes(name));
    return Object.keys(root.inputs["references"] ?? {})
      .filter((stack) => onDemand.includes(stack.toLowerCase()))
      .map((stack) => ({
        resource: root,
        at: `references/${stack}`,
        problem: `must not be relied on, ${stack.toLowerCase()} is there on demand only`,
      }));
  },
};

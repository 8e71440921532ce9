/** Refuses limits that add up to more than twice a node's memory or four times its cores. */
import { overcommitFindings } from "../../src/rules/capacity.ts";
import { rootOf } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";
import { usageOf } from "./usage.ts";

export const limitsBoundedOnNode: StackRule = {
  name: "limits-bounded-on-node",
  description:
    "The limits of a node's containers add up to at most twice its memory and four times its cores, because with more, peaks that meet end in the kernel killing somebody.",
  severity: "high",
  tags: ["capacity"],
  fix: "lower limits of its largest services, or disable one",
  judgeStack(resources, facts) {
    const resource = rootOf(resources);
    return usageOf(resources, facts).flatMap(({ node, report }) =>
      overcommitFindings(report).map((one) => ({ ...one, at: `${node}/${one.at}`, resource })),
    );
  },
};

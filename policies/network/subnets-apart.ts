/** Refuses networks of one stack whose subnets overlap. */
import type { NetworkInputs } from "../../src/rules/networks.ts";
import { overlap } from "../../src/rules/networks.ts";
import { readEach } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";
import { NETWORK } from "../../src/lib/resources.ts";

export const subnetsApart: StackRule = {
  name: "subnets-apart",
  description:
    "No two networks of a stack share addresses, because Docker refuses the second one in the middle of an update.",
  severity: "medium",
  tags: ["network"],
  fix: "give one of them a free /24 of the node's share",
  judgeStack(resources) {
    const networks = resources.filter(({ type }) => type === NETWORK);
    const subnets = readEach(networks, (resource) =>
      ((resource.inputs as NetworkInputs).ipamConfigs ?? []).map(({ subnet }, index) => ({
        resource,
        at: `ipamConfigs/${String(index)}/subnet`,
        subnet: subnet ?? "",
      })),
    );
    return subnets.flatMap(({ resource, at, subnet }, index) => {
      const other = subnets.slice(0, index).find((earlier) => overlap(earlier.subnet, subnet));
      if (!other) return [];
      const found = `${subnet} overlaps ${other.subnet} of ${other.resource.name}`;
      return [{ resource, at, problem: `must be apart from the other networks, ${found}` }];
    });
  },
};

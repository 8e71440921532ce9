/** Refuses reservations that exceed the share of a node that services may reserve. */
import { capacityFindings } from "../../src/rules/capacity.ts";
import { rootOf } from "../kit/rule.ts";
import type { StackRule } from "../kit/rule.ts";
import { unstatedShares, usageOf } from "./usage.ts";

export const reservationsFitNode: StackRule = {
  name: "reservations-fit-node",
  description:
    "What the containers of a node reserve of its memory, processors and graphics card stays within the shares of src/rules/capacity.ts, because the rest is for the machine and for peaks.",
  severity: "critical",
  tags: ["capacity", "gpu"],
  fix: "lower or disable a service",
  judgeStack(resources, facts) {
    const resource = rootOf(resources);
    const beyond = usageOf(resources, facts).flatMap(({ node, report }) =>
      capacityFindings(report).map((one) => ({ ...one, at: `${node}/${one.at}`, resource })),
    );
    return [...beyond, ...unstatedShares(resources)];
  },
};

/** How many operations Pulumi runs at once, so that as many services start as a node allows. */
import { availableParallelism } from "node:os";
import { startsAtOnce } from "../../src/rules/starts.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { coresOf } from "../stacks.ts";

/** For an update of the stack; nothing where the user has decided, or where the configuration has faults. */
export function parallelIn(
  project: string,
  stack: string,
  deployer = availableParallelism(),
): { parallel?: number } {
  if (process.env["PULUMI_PARALLEL"]) return {};
  const node = coresOf(stack, stackFile(stack, project));
  return node === undefined ? {} : { parallel: startsAtOnce({ node, deployer }) };
}

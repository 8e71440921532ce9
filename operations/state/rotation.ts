/** Rotates secrets of deployed stacks, by their counts in the run records. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { nodeNames } from "../../src/catalog/nodes.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { parseRunRecord } from "../../src/stack/contracts/run-record.ts";
import type { RunRecord } from "../../src/stack/contracts/run-record.ts";
import { formatFault, shown } from "../../src/lib/faults.ts";
import { planStack } from "../../src/stack/plan.ts";
import { rotatablesOf } from "./rotatables.ts";
import type { Rotatable } from "./rotatables.ts";
import { UserError } from "../../src/lib/error.ts";
import { editState } from "./state.ts";
import { withRotations } from "./versions.ts";
import type { Workspace } from "../workspace.ts";

export function rotatablesIn(configs: ReadonlyMap<string, StackConfig>): Rotatable[] {
  const sites = nodeNames.flatMap((name) => {
    const config = configs.get(name);
    if (!config) return [];
    return [{ ...planStack(name, config), vault: config.vault.enabled }];
  });
  return rotatablesOf(sites);
}

/** @throws UserError when none or several have that name, or when it must stay as it is */
export function findRotatable(name: string, all: readonly Rotatable[]): Rotatable {
  const found = all.filter(({ id, node }) => [id, `${node}/${id}`].includes(name));
  const [one] = found;
  if (!one || found.length > 1) {
    const names = found.map(({ node, id }) => `${node}/${id}`).join(", ");
    throw new UserError(
      `secret: must be ${names ? `one of ${names}` : "one that npx bev rotate lists"}, got ${shown(name)}`,
    );
  }
  const { id, node, fixed } = one;
  if (fixed === undefined) return one;
  throw new UserError(
    formatFault({
      path: `${node}/${id}`,
      problem: `must stay as it is, was to be rotated: ${fixed}`,
      fix: "see Rotation in docs/operations.md",
    }),
  );
}

export function takesText({ live, replaced, fixed }: Rotatable): string {
  if (fixed !== undefined) return `stays: ${fixed}`;
  const parts = [
    ...(live.length > 0 ? [`live: ${live.join(", ")}`] : []),
    ...(replaced.length > 0 ? [`new container: ${replaced.join(", ")}`] : []),
  ];
  return parts.join("; ") || "live: nobody reads it from a file";
}

/** By node: the records of those that were deployed. */
export async function runRecords(
  stacks: ReadonlyMap<string, Stack>,
): Promise<Map<string, RunRecord>> {
  const records = new Map<string, RunRecord>();
  for (const [node, stack] of stacks) {
    const run = (await stack.outputs())["run"]?.value as unknown;
    if (run !== undefined) records.set(node, parseRunRecord(run));
  }
  return records;
}

/** From here on every update has another one, until it is counted back. */
export async function countRotation(
  workspace: Workspace,
  { node, id }: Rotatable,
  by: 1 | -1,
): Promise<void> {
  await editState(workspace, node, (state) => withRotations(state, [id], by));
}

/** `bev repair`: mends the state after an interrupted update, so that the next update can run. */
import { Command } from "commander";
import type { Target } from "../lab/target.ts";
import { trackedSettings } from "../operations/project.ts";
import { repairStack } from "../operations/state/repair.ts";
import type { Repair } from "../operations/state/repair.ts";
import { formatTable } from "./report.ts";
import { deployedTarget, NODES_HELP, stacksAt, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { deployedWorkspace } from "../operations/workspace.ts";

export function repairCommand(): Command {
  return withTarget(new Command("repair"))
    .description("settle what an interrupted update left, so that the next one can go on")
    .argument("[node...]", NODES_HELP)
    .action(repair);
}

async function repair(nodes: string[], where: TargetOptions): Promise<void> {
  const target = await deployedTarget(where);
  const stacks = stacksAt(target, nodes);
  const workspace = deployedWorkspace(target);
  const repairs: Repair[] = [];
  for (const stack of stacks) {
    repairs.push(await repairStack(workspace, stack, await hostOf(target, stack)));
  }
  const wanting = repairs.filter(
    ({ tornNotes, unlocked, begun, removed }) =>
      tornNotes > 0 || unlocked || begun > 0 || removed.length > 0,
  );
  if (wanting.length === 0) {
    console.log(`${repairs.map(({ stack }) => stack).join(", ")}: nothing to repair`);
    return;
  }
  const rows = wanting.map(({ stack, tornNotes, unlocked, begun, adopted, removed }) => [
    stack,
    unlocked ? "removed" : "none",
    String(tornNotes),
    String(begun),
    adopted.join(", ") || "-",
    removed.join(", ") || "-",
  ]);
  console.log(
    formatTable(
      ["node", "stale lock", "torn notes", "cut off", "taken into the state", "removed"],
      rows,
    ),
  );
}

async function hostOf(target: Target | undefined, stack: string): Promise<string> {
  const settings = target
    ? (await import("../lab/target.ts")).targetSettings(target, stack, [])
    : trackedSettings(stack);
  return (settings["bev:node"] as { host: string }).host;
}

/** `bev repair`: after an update that was cut off, so that the next one can go on. */
import { Command } from "commander";
import { stageSettings } from "../../lab/stage.ts";
import { trackedSettings } from "../project.ts";
import type { StackSettings } from "../project.ts";
import { repairStack } from "../repair.ts";
import type { Repair } from "../repair.ts";
import { formatTable } from "../report.ts";
import { chosenStacks, NODES_HELP } from "../stacks.ts";
import { deployedStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { deployedWorkspace } from "../workspace.ts";

export function repairCommand(): Command {
  return withStage(new Command("repair"))
    .description("settle what an interrupted update left, so that the next one can go on")
    .argument("[node...]", NODES_HELP)
    .action(repair);
}

async function repair(nodes: string[], where: StageOptions): Promise<void> {
  const stage = deployedStage(where);
  const workspace = deployedWorkspace(stage);
  const repairs: Repair[] = [];
  for (const stack of chosenStacks(nodes)) {
    const settings = stage ? stageSettings(stage, stack, []) : trackedSettings(stack);
    repairs.push(await repairStack(workspace, stack, hostOf(settings)));
  }
  const wanting = repairs.filter(
    ({ unlocked, begun, removed }) => unlocked || begun > 0 || removed.length > 0,
  );
  if (wanting.length === 0) {
    console.log(`${repairs.map(({ stack }) => stack).join(", ")}: nothing to repair`);
    return;
  }
  const rows = wanting.map(({ stack, unlocked, begun, adopted, removed }) => [
    stack,
    unlocked ? "removed" : "none",
    String(begun),
    adopted.join(", ") || "-",
    removed.join(", ") || "-",
  ]);
  console.log(
    formatTable(["node", "stale lock", "cut off", "taken into the state", "removed"], rows),
  );
}

function hostOf(settings: StackSettings): string {
  return (settings["bev:node"] as { host: string }).host;
}

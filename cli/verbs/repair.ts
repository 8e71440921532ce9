/** `bev repair`: after an update that was cut off, so that the next one can go on. */
import { Command } from "commander";
import { existsSync } from "node:fs";
import { localDirectory, localSettings } from "../../lab/local.ts";
import { CliError } from "../error.ts";
import { trackedSettings } from "../project.ts";
import type { StackSettings } from "../project.ts";
import { repairStack } from "../repair.ts";
import type { Repair } from "../repair.ts";
import { formatTable } from "../report.ts";
import { chosenStacks } from "../stacks.ts";
import { embeddedWorkspace, productionWorkspace } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";

export function repairCommand(): Command {
  return new Command("repair")
    .description("settle what an interrupted update left, so that the next one can go on")
    .argument("[node...]", "thanos, oracle1 or starlord")
    .option("--local", "the stacks of bev up --local; else those of PULUMI_BACKEND_URL")
    .action(repair);
}

async function repair(nodes: string[], { local = false }: { local?: boolean }): Promise<void> {
  const workspace = local ? localWorkspace() : productionWorkspace();
  const repairs: Repair[] = [];
  for (const stack of chosenStacks(nodes)) {
    const settings = local ? localSettings(stack, []) : trackedSettings(stack);
    repairs.push(await repairStack(workspace, stack, hostOf(settings)));
  }
  const rows = repairs.map(({ stack, unlocked, begun, adopted }) => [
    stack,
    unlocked ? "removed" : "none",
    String(begun),
    adopted.join(", ") || "-",
  ]);
  console.log(formatTable(["node", "stale lock", "cut off", "taken into the state"], rows));
}

/** Its stack files stay as the update left them. */
function localWorkspace(): Workspace {
  if (existsSync(localDirectory)) return embeddedWorkspace(localDirectory, {});
  throw new CliError(`${localDirectory}: must exist, does not; run bev up --local first`);
}

function hostOf(settings: StackSettings): string {
  return (settings["bev:node"] as { host: string }).host;
}

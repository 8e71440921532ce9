/** `bev backup`: saves services now, each on the other node. */
import { Command } from "commander";
import type { Agent } from "../operations/backup/agents.ts";
import { sizeText } from "../operations/backup/ages.ts";
import { keepingStates } from "../operations/backup/on-demand.ts";
import { saveState } from "../operations/backup/states.ts";
import { savingSteps } from "../operations/backup/runs.ts";
import type { Outcome } from "../operations/backup/runs.ts";
import { showProgress } from "../operations/progress.ts";
import type { Step } from "../operations/progress.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";
import { chosenAgents } from "./agents.ts";
import { backupKeyCommand } from "./backup-key.ts";
import { formatTable } from "./report.ts";
import { deployedTarget, stacksAt, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

export function backupCommand(): Command {
  return withTarget(new Command("backup"))
    .description(
      "save services (all without a name, and the state of the stacks) in the store on the other node, now",
    )
    .argument("[service...]", "such as redis, or thanos/redis where several nodes have it")
    .action(save)
    .addCommand(backupKeyCommand());
}

async function save(names: string[], where: TargetOptions): Promise<void> {
  const chosen = await chosenAgents("backup", names, where);
  const outcomes: Outcome[] = [];
  const steps = savingSteps(chosen, (outcome) => outcomes.push(outcome));
  await showProgress(steps, { concurrent: steps.length });
  print(outcomes);
  if (outcomes.some(({ event }) => event === "failed")) process.exitCode = 1;
  const keepers = keepingStates([...chosen.keys()]);
  if (names.length === 0 && keepers.length > 0)
    await showProgress([await stateStep(keepers, where)]);
}

async function stateStep(agents: readonly Agent[], where: TargetOptions): Promise<Step> {
  const target = await deployedTarget(where);
  const workspace = deployedWorkspace(target);
  const stacks = [...(await selectStacks(workspace, stacksAt(target, []))).keys()];
  return {
    title: "saving the state of the stacks",
    work: async (report) => {
      for (const stack of stacks) {
        report(stack);
        await saveState(workspace, stack, agents);
      }
      return `saved the state of ${stacks.join(", ")}`;
    },
  };
}

function print(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map(({ node, service, event, bytes, added, seconds }) => [
    ...[node, service, event],
    ...[bytes, added].map((size) => (size === undefined ? "-" : sizeText(size))),
    seconds === undefined ? "-" : seconds.toFixed(1),
  ]);
  console.log(formatTable(["node", "service", "result", "size", "sent", "seconds"], rows));
  for (const { node, service, event, why = "" } of outcomes)
    if (event !== "saved") console.log(`${node}/${service}: ${event}: ${why}`);
}

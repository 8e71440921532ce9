/** `bev drill`: tries on each node whether the newest backups come back, beside what runs. */
import { Command } from "commander";
import { agentsOf } from "../operations/backup/agents.ts";
import { chosenOf, runAgent } from "../operations/backup/runs.ts";
import type { BackupEvent } from "../operations/backup/runs.ts";
import { UserError } from "../src/lib/error.ts";
import { deployedConfigs, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

export function drillCommand(): Command {
  return withTarget(new Command("drill"))
    .description(
      "restore the newest backup of services (all without a name) into a container without a network, compare, remove it",
    )
    .argument("[service...]", "such as redis, or thanos/redis where several nodes have it")
    .action(drill);
}

async function drill(names: string[], where: TargetOptions): Promise<void> {
  const agents = agentsOf(await deployedConfigs([], where));
  const chosen = chosenOf(agents, names);
  if (chosen.size === 0) {
    throw new UserError(
      `drill: must have an agent that saves a service, there is none; run npx bev up${targetFlag(where)} oracle1 thanos`,
    );
  }
  // Each of them may take as long as a restore: a line as it comes, from all nodes.
  await Promise.all(
    [...chosen].map(([agent, services]) =>
      runAgent(agent, "drill", services, (event) => {
        console.log(lineOf(agent.node, event));
        if (event.event === "failed") process.exitCode = 1;
      }),
    ),
  );
}

function lineOf(node: string, { service, event, why, seconds = 0 }: BackupEvent): string {
  const took = event === "drilled" ? `, all is back after ${seconds.toFixed(1)} s` : "";
  return `${node}/${service}: ${event}${took}${why === undefined ? "" : `: ${why}`}`;
}

/** `bev drill`: tries on each node whether the newest backups come back, beside what runs. */
import { Command } from "commander";
import type { Agent } from "../operations/backup/agents.ts";
import { runAgent } from "../operations/backup/runs.ts";
import type { BackupEvent } from "../operations/backup/runs.ts";
import { chosenAgents } from "./agents.ts";
import { withTarget } from "./target.ts";
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
  const chosen = await chosenAgents("drill", names, where);
  // Each of them may take as long as a restore: a line as it comes, from all nodes.
  await Promise.all(
    [...chosen].map(([agent, services]) =>
      runAgent(agent, "drill", services, (event) => {
        console.log(lineOf(agent, event));
        if (event.event === "failed") process.exitCode = 1;
      }),
    ),
  );
}

function lineOf({ node, saved }: Agent, { service, event, why, seconds = 0 }: BackupEvent): string {
  const head = `${node}/${service}: ${event}`;
  if (event !== "drilled") return `${head}${why === undefined ? "" : `: ${why}`}`;
  const unproven = saved.find((one) => one.service === service)?.unproven;
  const rest = unproven ? `; it does not compare ${unproven.what}` : "";
  return `${head}, all is back after ${seconds.toFixed(1)} s${rest}`;
}

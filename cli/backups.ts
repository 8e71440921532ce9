/** `bev backups`: what is saved of each service, when, and how old that is. */
import { Command } from "commander";
import { agentOf, agentsOf, drillsOf, snapshotsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { agesOf, ageText, drillText, sizeText } from "../operations/backup/ages.ts";
import { present, requireOn } from "../operations/backup/on-demand.ts";
import { UserError } from "../src/lib/error.ts";
import { timeText } from "../src/lib/times.ts";
import { formatTable } from "./report.ts";
import { deployedConfigs, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

export function backupsCommand(): Command {
  return withTarget(new Command("backups"))
    .description(
      "list the newest backup of each service, its age against the schedule, when it was tried, and what is not saved",
    )
    .argument("[service]", "all backups of one service")
    .action(list);
}

async function list(name: string | undefined, where: TargetOptions): Promise<void> {
  const agents = agentsOf(await deployedConfigs([], where));
  if (agents.length === 0) {
    throw new UserError(
      `backups: must have an agent, there is none; run npx bev up${targetFlag(where)} oracle1 thanos`,
    );
  }
  if (name !== undefined) await listOne(agents, name);
  else await listAll(agents);
}

async function listAll(agents: readonly Agent[]): Promise<void> {
  const { there, off } = await present(agents);
  const found = await Promise.all(
    there.map(async (agent) => {
      const drills = await drillsOf(agent);
      const ages = agesOf(agent, await snapshotsOf(agent), Date.now());
      return ages.map((age) => ({ ...age, drill: drills[age.service] }));
    }),
  );
  const rows = found
    .flat()
    .map(({ node, service, newest, count, ageSeconds, isLate, drill }) => [
      ...[node, service, newest ? timeText(new Date(newest.time)) : "-", ageText(ageSeconds)],
      newest ? (isLate ? "late" : "in time") : "none",
      ...[newest ? sizeText(newest.bytes) : "-", String(count), drillText(drill, Date.now())],
    ]);
  const head = ["node", "service", "newest backup", "age", "schedule", "size", "backups", "drill"];
  console.log(formatTable(head, rows));
  for (const line of off) console.log(line);
  for (const { node, service, drill } of found.flat())
    if (drill?.why) console.log(`${node}/${service}: drill failed: ${drill.why}`);
  for (const { node, saved, unsaved } of agents) {
    for (const { service, undrilled, unproven } of saved) {
      if (undrilled !== undefined) console.log(`${node}/${service}: not drilled: ${undrilled}`);
      if (unproven) console.log(`${node}/${service}: a drill does not compare ${unproven.what}`);
    }
    for (const { service, why } of unsaved) console.log(`${node}/${service}: not saved: ${why}`);
  }
}

async function listOne(agents: readonly Agent[], name: string): Promise<void> {
  const { agent, one } = agentOf(agents, name);
  await requireOn([agent]);
  const snapshots = await snapshotsOf(agent);
  const rows = snapshots
    .filter(({ service }) => service === one.service)
    .map(({ id, time, bytes }) => [timeText(new Date(time)), sizeText(bytes), id.slice(0, 8)]);
  console.log(formatTable(["backup", "size", "snapshot"], rows));
}

/** `bev restore`: puts a service back to one of its backups, and keeps what was there. */
import { Command } from "commander";
import { agentOf, agentsOf, snapshotsOf } from "../operations/backup/agents.ts";
import type { Agent, Snapshot } from "../operations/backup/agents.ts";
import { ageText, sizeText, snapshotAt } from "../operations/backup/ages.ts";
import { followerLines } from "../operations/backup/followers.ts";
import { nothingRestored, restoreSteps } from "../operations/backup/restore.ts";
import type { Restored, RestorePlan } from "../operations/backup/restore.ts";
import { uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { answerTo, requirePerson } from "./consent.ts";
import { deployedConfigs, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface RestoreOptions extends TargetOptions {
  at?: string;
  yes?: true;
}

export function restoreCommand(): Command {
  return withTarget(new Command("restore"))
    .description("put a service back to a backup; what it holds now is kept as a copy")
    .argument("<service>", "such as redis, or thanos/redis where several nodes have it")
    .option("--at <time>", "the newest backup of that time or before, such as 2026-11-30T02:00:00Z")
    .option("--yes", "do not ask for the service's name")
    .action(restore);
}

/** Lines of a comparison that are printed. */
const MOST_LINES = 20;

async function restore(name: string, { at, yes, ...where }: RestoreOptions): Promise<void> {
  const time = at === undefined ? undefined : timeOf(at);
  const configs = await deployedConfigs([], where);
  const { agent, one } = agentOf(agentsOf(configs), name);
  const snapshots = await snapshotsOf(agent);
  const snapshot = snapshotAt(snapshots, one.service, time);
  if (!snapshot) {
    throw new UserError(
      `${agent.node}/${one.service}: must have a backup${at === undefined ? "" : ` of ${at} or before`}, has none; ` +
        `see npx bev backups${targetFlag(where)} ${one.service}`,
    );
  }
  const place = agent.placeOf(one.service);
  const plan: RestorePlan = {
    ...place,
    ...{ host: agent.host, container: one.container, agent: agent.container },
    ...{ service: one.service, into: one.into },
    // It comes back sealed: nobody can ask it what it holds.
    snapshot: one.token ? { ...snapshot, facts: "" } : snapshot,
  };
  for (const line of warnings(agent, plan, snapshot)) console.log(line);
  if (!yes && !(await isTyped(one.service))) {
    console.log("nothing was changed");
    process.exitCode = 1;
    return;
  }
  const result = nothingRestored();
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  try {
    // Between its steps the service is stopped, or empty.
    await uncut(() =>
      showProgress(
        restoreSteps(plan, stamp, result).map(({ title, work }) => ({
          title,
          work: async () => {
            await work();
            return title;
          },
        })),
      ),
    );
  } catch (error) {
    report(plan, result);
    throw new UserError(
      `${error instanceof Error ? error.message : String(error)}\n${agent.node}/${one.service}: must be restored whole, is not; ` +
        `run npx bev restore${targetFlag(where)} ${name} again: it goes on`,
    );
  }
  report(plan, result);
  for (const line of followerLines(one.service, configs, targetFlag(where))) console.log(line);
  if (result.missing.length > 0) process.exitCode = 1;
}

function warnings(
  { node }: Agent,
  { service, volumes }: RestorePlan,
  snapshot: Snapshot,
): string[] {
  const age = ageText((Date.now() - Date.parse(snapshot.time)) / 1000);
  return [
    `${node}/${service} is stopped, and goes back to ${snapshot.time}, ${age} ago (${sizeText(snapshot.bytes)}).`,
    `All that it has written since is in no backup. What it holds now is overwritten, after a copy of it:`,
    ...volumes.map((volume) => `  ${volume.name}, at ${volume.path}`),
    "The disk needs room for both.",
  ];
}

/** @throws UserError where nobody can be asked */
async function isTyped(service: string): Promise<boolean> {
  requirePerson();
  return (await answerTo("Type the name of the service to restore it: ")) === service;
}

function timeOf(at: string): number {
  const time = Date.parse(at);
  if (/^\d{4}-\d\d-\d\dT/.test(at) && Number.isFinite(time)) return time;
  throw new UserError(`--at: must be a time such as 2026-11-30T02:00:00Z, got ${shown(at)}`);
}

function report({ host }: RestorePlan, { former, missing, surplus, isCompared }: Restored): void {
  if (isCompared && missing.length + surplus.length === 0)
    console.log("what it holds is what was saved, as its product counts it");
  if (isCompared && missing.length + surplus.length > 0) {
    console.log("what it holds differs from what was counted just before it was saved:");
    const lines = [
      ...missing.map((line) => `  saved: ${line}`),
      ...surplus.map((line) => `  found: ${line}`),
    ];
    for (const line of lines.slice(0, MOST_LINES)) console.log(line);
  }
  for (const [volume, copy] of Object.entries(former))
    console.log(
      `what ${volume} held is in ${copy}; remove it with docker --host ${host} volume rm ${copy}`,
    );
}

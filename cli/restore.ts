/** `bev restore`: puts a service back to one of its backups, and keeps what was there. */
import { Command } from "commander";
import { agentOf, agentsOf, snapshotsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { ageText, sizeText, snapshotAt } from "../operations/backup/ages.ts";
import { followerLines } from "../operations/backup/followers.ts";
import {
  checkMachine,
  pointAt,
  pointSteps,
  walKeeperOf,
} from "../operations/backup/point-in-time.ts";
import type { PointStep, WalKeeper } from "../operations/backup/point-in-time.ts";
import { nothingRestored, restoreSteps } from "../operations/backup/restore.ts";
import type { Restored, RestorePlan, RestoreTarget } from "../operations/backup/restore.ts";
import { uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import type { SavedService } from "../src/software/backup/index.ts";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { answerTo, requirePerson } from "./consent.ts";
import { deployedConfigs, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface RestoreOptions extends TargetOptions {
  at?: string;
  fromBackup?: true;
  yes?: true;
}

export function restoreCommand(): Command {
  return withTarget(new Command("restore"))
    .description("put a service back to a backup; what it holds now is kept as a copy")
    .argument("<service>", "such as redis, or thanos/redis where several nodes have it")
    .option(
      "--at <time>",
      "such as 2026-11-30T02:00:00Z: to that second where WAL is pulled, else the newest backup before it; or newest",
    )
    .option("--from-backup", "the newest backup before --at also where WAL is pulled")
    .option("--yes", "do not ask for the service's name")
    .action(restore);
}

/** Lines of a comparison that are printed. */
const MOST_LINES = 20;

/** What a restore goes back to, and how. */
interface Way {
  target: RestoreTarget;
  /** Such as a time and an age, for the sentence that begins with "goes back to". */
  to: string;
  steps: (stamp: string, result: Restored) => PointStep[];
}

async function restore(
  name: string,
  { at, fromBackup, yes, ...where }: RestoreOptions,
): Promise<void> {
  const time = at === undefined ? undefined : timeOf(at);
  const configs = await deployedConfigs([], where);
  const { agent, one } = agentOf(agentsOf(configs), name);
  const keeper = fromBackup ? undefined : walKeeperOf(one.service, configs);
  const { target, to, steps } =
    time !== undefined && keeper
      ? await wayToPoint(agent, one, keeper, time)
      : await wayToBackup(agent, one, { at, time: time === "newest" ? undefined : time, where });
  for (const line of warnings(`${agent.node}/${one.service}`, to, target)) console.log(line);
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
        steps(stamp, result).map(({ title, work }) => ({
          title,
          work: async (tell) => {
            await work(tell);
            return title;
          },
        })),
      ),
    );
  } catch (error) {
    report(target, result);
    const options = [
      ...(at === undefined ? [] : [`--at ${at}`]),
      ...(fromBackup ? ["--from-backup"] : []),
    ];
    throw new UserError(
      `${error instanceof Error ? error.message : String(error)}\n${agent.node}/${one.service}: must be restored whole, is not; ` +
        `run npx bev restore${targetFlag(where)} ${[name, ...options].join(" ")} again: it goes on`,
    );
  }
  report(target, result);
  for (const line of followerLines(one.service, configs, targetFlag(where))) console.log(line);
  if (result.missing.length > 0) process.exitCode = 1;
}

async function wayToBackup(
  agent: Agent,
  one: SavedService,
  { at, time, where }: { at: string | undefined; time: number | undefined; where: TargetOptions },
): Promise<Way> {
  const snapshot = snapshotAt(await snapshotsOf(agent), one.service, time);
  if (!snapshot) {
    throw new UserError(
      `${agent.node}/${one.service}: must have a backup${at === undefined ? "" : ` of ${at} or before`}, has none; ` +
        `see npx bev backups${targetFlag(where)} ${one.service}`,
    );
  }
  const target: RestorePlan = {
    ...targetOf(agent, one),
    ...{ agent: agent.container, service: one.service, into: one.into, snapshot },
  };
  const age = ageText((Date.now() - Date.parse(snapshot.time)) / 1000);
  return {
    target,
    to: `${snapshot.time}, ${age} ago (${sizeText(snapshot.bytes)})`,
    steps: (stamp, result) => restoreSteps(target, stamp, result),
  };
}

async function wayToPoint(
  agent: Agent,
  one: SavedService,
  keeper: WalKeeper,
  time: number | "newest",
): Promise<Way> {
  const target = targetOf(agent, one);
  const point = await pointAt(keeper, time);
  await checkMachine(target, point);
  return {
    target,
    to: `${point.until ?? point.at} UTC, to the second: the base of ${point.finished} (${sizeText(point.bytes)}) and the WAL after it`,
    steps: (stamp, result) =>
      pointSteps(target, keeper, point, { service: one.service, stamp, result }),
  };
}

function targetOf({ host, placeOf }: Agent, { service, container }: SavedService): RestoreTarget {
  return { ...placeOf(service), host, container };
}

function warnings(service: string, to: string, { volumes }: RestoreTarget): string[] {
  return [
    `${service} is stopped, and goes back to ${to}.`,
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

function timeOf(at: string): number | "newest" {
  if (at === "newest") return at;
  const time = Date.parse(at);
  if (/^\d{4}-\d\d-\d\dT/.test(at) && Number.isFinite(time)) return time;
  throw new UserError(`--at: must be a time such as 2026-11-30T02:00:00Z, got ${shown(at)}`);
}

function report({ host }: RestoreTarget, { former, missing, surplus, isCompared }: Restored): void {
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

/** `bev restore <service>`: puts it back to one of its backups or to a second, and keeps what was there. */
import { agentOf, agentsOf, snapshotsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { ageText, sizeText, snapshotAt } from "../operations/backup/ages.ts";
import { followerLines, followersOf } from "../operations/backup/followers.ts";
import {
  checkMachine,
  pointAt,
  pointSteps,
  walKeeperOf,
} from "../operations/backup/point-in-time.ts";
import type { PointStep, WalKeeper } from "../operations/backup/point-in-time.ts";
import { nothingRestored, restorePlan, restoreSteps } from "../operations/backup/restore.ts";
import type { Restored, RestoreTarget } from "../operations/backup/restore.ts";
import { uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { stampOf } from "../src/lib/times.ts";
import type { SavedService } from "../src/software/backup/index.ts";
import { isNamed } from "./consent.ts";
import { differenceLines } from "./restore-node.ts";
import type { NodeChoice } from "./restore-node.ts";
import { deployedConfigs, targetFlag } from "./target.ts";

export interface ServiceChoice extends NodeChoice {
  /** To the second where WAL is pulled; to the end of the WAL without a time. */
  isToPoint: boolean;
  /** As they were typed, for the command that goes on. */
  options: string;
}

/** What a restore goes back to, and how. */
interface Way {
  target: RestoreTarget;
  /** Such as a time and an age, for the sentence that begins with "goes back to". */
  to: string;
  steps: (stamp: string, result: Restored) => PointStep[];
}

export async function restoreService(name: string, choice: ServiceChoice): Promise<void> {
  const { time, agreed, where, isToPoint, options } = choice;
  const configs = await deployedConfigs([], where);
  const { agent, one } = agentOf(agentsOf(configs), name);
  const service = `${agent.node}/${one.service}`;
  const keeper = isToPoint ? walKeeperOf(one.service, configs) : undefined;
  const { target, to, steps } = keeper
    ? await wayToPoint(agent, one, keeper, time ?? "newest")
    : await wayToBackup(agent, one, choice);
  for (const line of warnings(service, to, target)) console.log(line);
  if (!(await isNamed(agreed, one.service, "service to restore it"))) return;
  const result = nothingRestored();
  const stamp = stampOf(new Date());
  try {
    await run(steps(stamp, result));
  } catch (error) {
    report(target, result);
    throw new UserError(
      `${reasonOf(error)}\n${service}: must be restored whole, is not; ` +
        `run npx bev restore${targetFlag(where)} ${name}${options} again: it goes on`,
    );
  }
  report(target, result);
  const followers = followersOf(one.service, configs);
  for (const line of followerLines(followers, targetFlag(where))) console.log(line);
  if (result.missing.length > 0) process.exitCode = 1;
}

/** Between its steps the service is stopped, or empty. */
function run(steps: readonly PointStep[]): Promise<void> {
  return uncut(() =>
    showProgress(
      steps.map(({ title, work }) => ({
        title,
        work: async (tell) => {
          await work(tell);
          return title;
        },
      })),
    ),
  );
}

async function wayToBackup(
  agent: Agent,
  one: SavedService,
  { time, where }: NodeChoice,
): Promise<Way> {
  const snapshot = snapshotAt(await snapshotsOf(agent), one.service, time);
  if (!snapshot) {
    const before = time === undefined ? "" : ` of ${new Date(time).toISOString()} or before`;
    throw new UserError(
      `${agent.node}/${one.service}: must have a backup${before}, has none; ` +
        `see npx bev backups${targetFlag(where)} ${one.service}`,
    );
  }
  const target = restorePlan(agent, one, snapshot);
  const age = ageText((Date.now() - Date.parse(snapshot.time)) / 1000);
  return {
    target,
    to: `${snapshot.time}, ${age} ago (${sizeText(snapshot.bytes)})`,
    steps: (stamp, result) => restoreSteps(target, stamp, result),
  };
}

async function wayToPoint(
  { host, placeOf }: Agent,
  { service, container }: SavedService,
  keeper: WalKeeper,
  time: number | "newest",
): Promise<Way> {
  const target = { ...placeOf(service), host, container };
  const point = await pointAt(keeper, time);
  await checkMachine(target, point);
  return {
    target,
    to: `${point.until ?? point.at} UTC, to the second: the base of ${point.finished} (${sizeText(point.bytes)}) and the WAL after it`,
    steps: (stamp, result) => pointSteps(target, keeper, point, { service, stamp, result }),
  };
}

function warnings(service: string, to: string, { volumes }: RestoreTarget): string[] {
  return [
    `${service} is stopped, and goes back to ${to}.`,
    `All that it has written since is in no backup. What it holds now is overwritten, after a copy of it:`,
    ...volumes.map((volume) => `  ${volume.name}, at ${volume.path}`),
    "The disk needs room for both.",
  ];
}

function report({ host }: RestoreTarget, { former, missing, surplus, isCompared }: Restored): void {
  if (isCompared && missing.length + surplus.length === 0)
    console.log("what it holds is what was saved, as its product counts it");
  if (isCompared && missing.length + surplus.length > 0) {
    console.log("what it holds differs from what was counted just before it was saved:");
    for (const line of differenceLines({ missing, surplus })) console.log(line);
  }
  for (const [volume, copy] of Object.entries(former))
    console.log(
      `what ${volume} held is in ${copy}; remove it with docker --host ${host} volume rm ${copy}`,
    );
}

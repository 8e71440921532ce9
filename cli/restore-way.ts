/** What a service goes back to, a backup or a second, and by which steps. */
import type { Agent, Snapshot } from "../operations/backup/agents.ts";
import { ageText, sizeText, snapshotAt } from "../operations/backup/ages.ts";
import {
  checkMachine,
  pointAt,
  pointSteps,
  walKeeperOf,
} from "../operations/backup/point-in-time.ts";
import type { PointStep, WalKeeper } from "../operations/backup/point-in-time.ts";
import { restorePlan, restoreSteps } from "../operations/backup/restore.ts";
import type { Restored, RestoreTarget } from "../operations/backup/restore.ts";
import { UserError } from "../src/lib/error.ts";
import type { SavedService } from "../src/software/backup/index.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import type { NodeChoice } from "./restore-node.ts";
import { targetFlag } from "./target.ts";

export interface Wanted extends NodeChoice {
  /** To the second where WAL is pulled; to the end of the WAL without a time. */
  isToPoint: boolean;
  /** As they were typed, for the command that goes on. */
  options: string;
}

export interface Way {
  target: RestoreTarget;
  /** Such as a time and an age, for the sentence that begins with "goes back to". */
  to: string;
  steps: (stamp: string, result: Restored) => PointStep[];
}

/**
 * @param snapshots asks the agent for its backups
 * @throws UserError where there is nothing to go back to
 */
export async function wayOf(
  agent: Agent,
  one: SavedService,
  configs: ReadonlyMap<string, StackConfig>,
  wanted: Wanted,
  snapshots: () => Snapshot[] | Promise<Snapshot[]>,
): Promise<Way> {
  const keeper = wanted.isToPoint ? walKeeperOf(one.service, configs) : undefined;
  return keeper
    ? wayToPoint(agent, one, keeper, wanted.time ?? "newest")
    : wayToBackup(agent, one, await snapshots(), wanted);
}

function wayToBackup(
  agent: Agent,
  one: SavedService,
  snapshots: readonly Snapshot[],
  { time, where }: Wanted,
): Way {
  const snapshot = snapshotAt(snapshots, one.service, time);
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

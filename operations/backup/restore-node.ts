/** Puts each service of a node that has come back empty to its backup; one that fails stops none of the others. */
import { reasonOf } from "../../src/lib/faults.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { stopIfInterrupted, uncut } from "../interrupt.ts";
import { showProgress } from "../progress.ts";
import { snapshotsOf } from "./agents.ts";
import type { Agent, Snapshot } from "./agents.ts";
import { snapshotAt } from "./ages.ts";
import { isDouble, pointsOf, settleWithout, waiting } from "./lost-node.ts";
import type { LastPoints, LostNode } from "./lost-node.ts";
import { mostNeededFirst } from "./order.ts";
import { checkMachine, pointAt, pointSteps, timeOfPoint, walKeeperOf } from "./point-in-time.ts";
import type { Point } from "./point-in-time.ts";
import { chosenOf, savingSteps } from "./runs.ts";
import type { Outcome as Saved } from "./runs.ts";
import { nothingRestored, restorePlan, restoreSteps } from "./restore.ts";
import type { Restored } from "./restore.ts";

export interface Outcome {
  service: string;
  /** `empty`: there is no backup; `double`: nothing to restore; `before`: by a run that was interrupted. */
  what: "restored" | "failed" | "empty" | "double" | "before";
  /** A backup, or the end of the WAL. */
  snapshot?: Pick<Snapshot, "time" | "bytes">;
  result?: Restored;
  why?: string;
}

type Configs = ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>;

interface ToPoint {
  point: Point;
  configs: Configs;
  report: (detail: string) => void;
}

/**
 * What other nodes have pulled until the loss: asked before the node is deployed, because its new server has WAL of its own.
 * A service without a whole base and whole WAL goes back to a backup.
 *
 * @param time the point; absent: all that was pulled
 * @param report gets why a service has no such point
 */
export async function lastPoints(
  { agent }: LostNode,
  configs: Configs,
  time: number | undefined,
  report: (detail: string) => void,
): Promise<LastPoints> {
  const points: Record<string, Point> = {};
  for (const { service } of agent.saved) {
    const keeper = walKeeperOf(service, configs);
    if (!keeper) continue;
    try {
      points[service] = await pointAt(keeper, time ?? "newest");
    } catch (error) {
      report(`${service} goes back to a backup: ${reasonOf(error)}`);
    }
  }
  return points;
}

interface Wanted {
  configs: Configs;
  services: readonly SavedService[];
  /** The newest backups that are not younger; undefined: the newest. */
  time: number | undefined;
}

export async function restoreSaved(
  lost: LostNode,
  { configs, services, time }: Wanted,
): Promise<Outcome[]> {
  const { agent } = lost;
  const left = await waiting(lost);
  const points = await pointsOf(lost);
  const snapshots = await snapshotsOf(agent);
  const outcomes: Outcome[] = [];
  const { node } = agent;
  const steps = mostNeededFirst(services.map((one) => ({ ...one, node }))).map((one) => ({
    title: `restoring ${one.service}`,
    work: async (report: (detail: string) => void) => {
      stopIfInterrupted();
      const snapshot = snapshotAt(snapshots, one.service, time);
      const point = points[one.service];
      const outcome = !left.includes(one.service)
        ? { service: one.service, what: "before" as const }
        : await uncut(() =>
            point
              ? restoreToPoint(lost, one, { point, configs, report })
              : restoreOne(lost, one, snapshot, report),
          );
      outcomes.push(outcome);
      return `${one.service}: ${outcome.what}`;
    },
  }));
  await showProgress(steps);
  return outcomes;
}

async function restoreOne(
  lost: LostNode,
  one: SavedService,
  snapshot: Snapshot | undefined,
  report: (detail: string) => void,
): Promise<Outcome> {
  const { service } = one;
  if (!snapshot && one.token) {
    // The state goes by what it held, and its shares open no other one.
    return { service, what: "failed", why: "must have a backup, has none of that time" };
  }
  if (!snapshot) {
    const what = (await isDouble(lost, one.container)) ? "double" : "empty";
    await settleWithout(lost, service);
    return { service, what };
  }
  const result = nothingRestored();
  const plan = { ...restorePlan(lost.agent, one, snapshot), isNew: true };
  try {
    for (const { title, work } of restoreSteps(plan, "", result)) {
      report(title);
      await work();
    }
    return { service, what: "restored", snapshot, result };
  } catch (error) {
    return { service, what: "failed", snapshot, why: reasonOf(error) };
  }
}

async function restoreToPoint(
  { agent }: LostNode,
  { service, container }: SavedService,
  { point, configs, report }: ToPoint,
): Promise<Outcome> {
  const target = { ...agent.placeOf(service), host: agent.host, container, isNew: true };
  const time = new Date(timeOfPoint(point)).toISOString();
  const snapshot = { time, bytes: point.bytes };
  const result = nothingRestored();
  const keeper = walKeeperOf(service, configs);
  if (!keeper) throw new Error(`${service}: nobody pulls its WAL`);
  try {
    await checkMachine(target, point);
    for (const step of pointSteps(target, keeper, point, { service, stamp: "", result })) {
      report(step.title);
      await step.work(report);
    }
    return { service, what: "restored", snapshot, result };
  } catch (error) {
    return { service, what: "failed", snapshot, why: reasonOf(error) };
  }
}

/** Saves what other nodes had in the store of a lost node, which is empty now. */
export async function saveAnew(node: string, kept: readonly Agent[]): Promise<Saved[]> {
  const told: Saved[] = [];
  const steps = savingSteps(
    chosenOf(kept, []),
    (outcome) => told.push(outcome),
    (agent) => `saving ${agent.node}, whose backups were on ${node}`,
  );
  await showProgress(steps);
  return told;
}

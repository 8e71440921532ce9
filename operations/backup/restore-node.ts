/** Puts each service of a node that has come back empty to its backup; one that fails stops none of the others. */
import { reasonOf } from "../../src/lib/faults.ts";
import type { SavedService } from "../../src/software/backup/index.ts";
import { stopIfInterrupted, uncut } from "../interrupt.ts";
import { showProgress } from "../progress.ts";
import { snapshotsOf } from "./agents.ts";
import type { Agent, Snapshot } from "./agents.ts";
import { snapshotAt } from "./ages.ts";
import { isDouble, settleWithout, waiting } from "./lost-node.ts";
import type { LostNode } from "./lost-node.ts";
import { mostNeededFirst } from "./order.ts";
import { runAgent } from "./runs.ts";
import type { BackupEvent } from "./runs.ts";
import { nothingRestored, restorePlan, restoreSteps } from "./restore.ts";
import type { Restored } from "./restore.ts";

export interface Outcome {
  service: string;
  /** `empty`: there is no backup; `double`: nothing to restore; `before`: by a run that was interrupted. */
  what: "restored" | "failed" | "empty" | "double" | "before";
  snapshot?: Snapshot;
  result?: Restored;
  why?: string;
}

/** @param time the newest backups that are not younger; absent: the newest */
export async function restoreSaved(lost: LostNode, time: number | undefined): Promise<Outcome[]> {
  const { agent } = lost;
  const left = await waiting(lost);
  const snapshots = await snapshotsOf(agent);
  const outcomes: Outcome[] = [];
  const steps = mostNeededFirst(agent.saved, agent.node).map((one) => ({
    title: `restoring ${one.service}`,
    work: async (report: (detail: string) => void) => {
      stopIfInterrupted();
      const snapshot = snapshotAt(snapshots, one.service, time);
      const outcome = left.includes(one.service)
        ? await uncut(() => restoreOne(lost, one, snapshot, report))
        : { service: one.service, what: "before" as const };
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

/** Saves what other nodes had in the store of a lost node, which is empty now. */
export async function saveAnew(
  node: string,
  agents: readonly Agent[],
): Promise<(BackupEvent & { node: string })[]> {
  const told: (BackupEvent & { node: string })[] = [];
  const steps = agents
    .filter(({ keeper, saved }) => keeper === node && saved.length > 0)
    .map((agent) => ({
      title: `saving ${agent.node}, whose backups were on ${node}`,
      work: async (report: (detail: string) => void) => {
        const services = agent.saved.map(({ service }) => service);
        await runAgent(agent, "run", services, (event) => {
          report(`${event.service}: ${event.event}`);
          if (event.event !== "saving") told.push({ node: agent.node, ...event });
        });
        return `saved ${agent.node}`;
      },
    }));
  await showProgress(steps);
  return told;
}

/** `bev restore --all`: puts every service that is saved back, on all nodes, what most others need first. */
import { agentsOf, snapshotsOf } from "../operations/backup/agents.ts";
import type { Agent, Snapshot } from "../operations/backup/agents.ts";
import { followerLines, followersOf } from "../operations/backup/followers.ts";
import { present } from "../operations/backup/on-demand.ts";
import { mostNeededFirst } from "../operations/backup/order.ts";
import { nothingRestored } from "../operations/backup/restore.ts";
import type { Restored } from "../operations/backup/restore.ts";
import { stopIfInterrupted, uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { stampOf } from "../src/lib/times.ts";
import type { SavedService } from "../src/software/backup/index.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { isNamed } from "./consent.ts";
import { formatTable } from "./report.ts";
import { copyLines, differenceLines } from "./restore-lines.ts";
import { isVault } from "./restore-vault.ts";
import { wayOf } from "./restore-way.ts";
import type { Wanted, Way } from "./restore-way.ts";
import { deployedConfigs, targetFlag } from "./target.ts";

type Configs = ReadonlyMap<string, StackConfig>;

interface One extends SavedService {
  node: string;
  agent: Agent;
  /** All that the agent has. */
  snapshots: Snapshot[];
}

interface Planned extends One {
  way: Way;
}

interface Outcome extends Planned {
  restored: Restored;
  /** Why it is not whole; undefined where it is. */
  why?: string;
}

export async function restoreAll(wanted: Wanted): Promise<void> {
  const { agreed, where, options } = wanted;
  const flag = targetFlag(where);
  const configs = await deployedConfigs([], where);
  const { planned, lacking, off } = await planAll(configs, wanted);
  for (const line of announcement(planned, [...off, ...lacking], flag)) console.log(line);
  if (!(await isNamed(agreed, "bev", "project to restore all of it"))) return;
  const outcomes: Outcome[] = [];
  try {
    await restoreEach(planned, outcomes);
  } finally {
    report(outcomes, (name) => `npx bev restore${flag} ${name}${options}`);
  }
  const followers = planned.flatMap(({ service }) => followersOf(service, configs));
  for (const line of followerLines(followers, flag)) console.log(line);
  console.log(`see what is live: npx bev verify${flag}`);
  if (lacking.length > 0 || outcomes.some(isAmiss)) process.exitCode = 1;
}

/** @throws UserError where an agent does not answer, or nothing was saved */
async function planAll(
  configs: Configs,
  wanted: Wanted,
): Promise<{ planned: Planned[]; lacking: string[]; off: string[] }> {
  const { there, off } = await present(agentsOf(configs));
  const listed = await Promise.all(there.map(servicesOf));
  const planned: Planned[] = [];
  const lacking: string[] = [];
  for (const one of mostNeededFirst(listed.flat())) {
    try {
      const way = await wayOf(one.agent, one, configs, wanted, () => one.snapshots);
      planned.push({ ...one, way });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      lacking.push(reasonOf(error));
    }
  }
  if (planned.length > 0) return { planned, lacking, off };
  throw new UserError(["bev restore --all: must find a backup, finds none", ...lacking].join("\n"));
}

/** The agent is asked once for all of its services: its store may be far. */
async function servicesOf(agent: Agent): Promise<One[]> {
  const snapshots = await snapshotsOf(agent);
  const services = agent.saved.filter((saved) => !isVault(saved));
  return services.map((saved) => ({ ...saved, node: agent.node, agent, snapshots }));
}

function announcement(
  planned: readonly Planned[],
  left: readonly string[],
  flag: string,
): string[] {
  const rows = planned.map((one) => [nameOf(one), one.way.to]);
  const members = planned.filter(({ way }) => way.target.isMember).map(nameOf);
  return [
    "These services go back, one after the other, and each is stopped meanwhile:",
    formatTable(["service", "goes back to"], rows),
    "All that they have written since is in no backup. What they hold now is overwritten, after a copy of it, for which each disk needs room.",
    ...(members.length > 0
      ? [`Members of a cluster run on, and keep what they hold: ${members.join(", ")}.`]
      : []),
    ...left.map((why) => `Left as it is: ${why}`),
    `Vault stays as it is; npx bev restore${flag} vault puts it back, and it is sealed then.`,
  ];
}

/** One that fails stops none of the others. @param outcomes grows as they end */
async function restoreEach(planned: readonly Planned[], outcomes: Outcome[]): Promise<void> {
  const stamp = stampOf(new Date());
  await showProgress(
    planned.map((one) => ({
      title: `restoring ${nameOf(one)}`,
      work: async (tell) => {
        stopIfInterrupted();
        const outcome = await uncut(() => restoreOne(one, stamp, tell));
        outcomes.push(outcome);
        return `${nameOf(one)}: ${resultOf(outcome)}`;
      },
    })),
  );
}

async function restoreOne(
  one: Planned,
  stamp: string,
  tell: (detail: string) => void,
): Promise<Outcome> {
  const restored = nothingRestored();
  try {
    for (const { title, work } of one.way.steps(stamp, restored)) {
      tell(title);
      await work(tell);
    }
    return { ...one, restored };
  } catch (error) {
    return { ...one, restored, why: reasonOf(error) };
  }
}

function nameOf({ node, service }: One): string {
  return `${node}/${service}`;
}

function resultOf({ why }: Outcome): string {
  return why === undefined ? "restored" : "failed";
}

function isAmiss({ why, restored }: Outcome): boolean {
  return why !== undefined || restored.missing.length > 0;
}

function report(outcomes: readonly Outcome[], commandOf: (name: string) => string): void {
  const rows = outcomes.map((one) => [nameOf(one), resultOf(one), one.way.to]);
  console.log(formatTable(["service", "result", "goes back to"], rows));
  for (const one of outcomes) {
    const { why, restored, way } = one;
    const name = nameOf(one);
    if (why !== undefined) console.log(`${name}: not restored: ${why}; ${commandOf(name)} goes on`);
    const differences = differenceLines(restored, `${name}: `);
    for (const line of [...differences, ...copyLines(way.target, restored)]) console.log(line);
  }
}

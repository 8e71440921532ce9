/** `bev restore --node`: brings back a node whose machine is gone, on an empty Engine. */
import type { Target } from "../lab/target.ts";
import { agentsOf } from "../operations/backup/agents.ts";
import type { Agent } from "../operations/backup/agents.ts";
import { ageText, sizeText } from "../operations/backup/ages.ts";
import { followersOf } from "../operations/backup/followers.ts";
import { lastSeen } from "../operations/backup/last-seen.ts";
import type { LastSeen } from "../operations/backup/last-seen.ts";
import { begin, end, isUnderWay, lostNode, pointsOf } from "../operations/backup/lost-node.ts";
import type { LastPoints, LostNode } from "../operations/backup/lost-node.ts";
import { present } from "../operations/backup/on-demand.ts";
import { timeOfPoint } from "../operations/backup/point-in-time.ts";
import { lastPoints, restoreSaved, saveAnew } from "../operations/backup/restore-node.ts";
import type { Outcome } from "../operations/backup/restore-node.ts";
import { removeWithVolumes } from "../operations/placed-row.ts";
import { showProgress } from "../operations/progress.ts";
import { withoutEngine } from "../operations/state/lost-node.ts";
import { repairStack } from "../operations/state/repair.ts";
import { editState } from "../operations/state/state.ts";
import { deployedWorkspace } from "../operations/workspace.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { stampOf, timeText } from "../src/lib/times.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { isNamed } from "./consent.ts";
import { deployNode, deployRepaired } from "./deploy-unasked.ts";
import { formatTable, namesText } from "./report.ts";
import { differenceLines } from "./restore-lines.ts";
import { isVault, readmitAgents, restoreVault } from "./restore-vault.ts";
import { deployedConfigs, deployedTarget, targetFlag } from "./target.ts";
import type { TargetOptions } from "./target.ts";

export interface NodeChoice {
  /** The newest backup that is not younger; absent: the newest. */
  time: number | undefined;
  /** Nobody is asked. */
  agreed: boolean;
  where: TargetOptions;
}

export async function restoreNode(
  name: string,
  { time, agreed, where }: NodeChoice,
): Promise<void> {
  const target = await deployedTarget(where);
  const configs = await deployedConfigs([], where);
  const agents = agentsOf(configs);
  const lost = lostNode(name, agents, configs);
  const goesOn = await isUnderWay(lost);
  const points = goesOn ? await pointsOf(lost) : await pointsFound(lost, configs, time);
  const seen = await lastSeen(name, configs);
  for (const line of announcement(lost.agent, goesOn, { seen, points })) console.log(line);
  if (!(await isNamed(agreed, name, "node to restore it"))) return;
  try {
    await prepare(lost, target, goesOn, points);
    const first = await restoreVault(lost, { configs, time, target, where });
    await deployNode(target, name);
    if (first.length > 0) await readmitAgents(name, configs, target);
    const services = lost.agent.saved.filter((one) => !isVault(one));
    const rest = await restoreSaved(lost, { configs, services, time });
    const outcomes = [...first, ...rest];
    await copyAnew(lost.agent, configs, target);
    const isSaved = await saveOthers(name, agents);
    const isWhole = await finish(lost, outcomes);
    report(outcomes);
    console.log(`see what is live: npx bev verify${targetFlag(where)}`);
    if (!isWhole) throw new UserError(`${name}: must have all of its services back, has not`);
    if (!isSaved || outcomes.some(({ what }) => what === "empty")) process.exitCode = 1;
  } catch (error) {
    throw new UserError(
      `${reasonOf(error)}\nnpx bev restore${targetFlag(where)} --node ${name} goes on where this has ended`,
    );
  }
}

/** Checking a base reads all of it. */
async function pointsFound(
  lost: LostNode,
  configs: ReadonlyMap<string, StackConfig>,
  time: number | undefined,
): Promise<LastPoints> {
  let points: LastPoints = {};
  const notes: string[] = [];
  const work = async () => {
    points = await lastPoints(lost, configs, time, (note) => notes.push(note));
    return `looked for the WAL of ${lost.agent.node}`;
  };
  await showProgress([{ title: `looking for the WAL of ${lost.agent.node}`, work }]);
  for (const note of notes) console.log(note);
  return points;
}

interface Known {
  seen: readonly LastSeen[] | undefined;
  points: LastPoints;
}

function announcement(
  { node, host, saved, unsaved, unkept }: Agent,
  goesOn: boolean,
  known: Known,
): string[] {
  return [
    goesOn
      ? `${node}: its restore has begun, and goes on.`
      : `${node} is deployed on the empty Engine at ${host}; then its services go back to their backups.`,
    "What they have written since is lost. Newest backups, as monitoring has last seen them; of what has WAL elsewhere, its end:",
    knownText(saved, known),
    ...(saved.some(isVault)
      ? ["Vault comes back first, and opens with the shares of before: they are asked for."]
      : []),
    ...unsaved.map(({ service, why }) => `Lost is what ${service} had: ${why}.`),
    ...(unkept.replicated.length > 0
      ? [namesText("Lost where no other node has a copy:", unkept.replicated)]
      : []),
    ...(unkept.none.length > 0 ? [namesText("Never saved, and empty again:", unkept.none)] : []),
  ];
}

function knownText(saved: Agent["saved"], { seen, points }: Known): string {
  const rows = saved.map(({ service }) => {
    const point = points[service];
    const backup = seen?.find((one) => one.service === service);
    if (!point && !backup) return [service, seen ? "none" : "not known", "-", "-"];
    const at = point ? timeOfPoint(point) : (backup?.madeAt ?? 0) * 1000;
    const bytes = point?.bytes ?? backup?.bytes ?? 0;
    return [service, timeText(new Date(at)), ageText((Date.now() - at) / 1000), sizeText(bytes)];
  });
  return formatTable(["service", "goes back to", "age", "size"], rows);
}

/** An interrupted update may have left the state as no update can take it. */
async function prepare(
  lost: LostNode,
  target: Target | undefined,
  goesOn: boolean,
  points: LastPoints,
): Promise<void> {
  const { node, host } = lost.agent;
  const workspace = deployedWorkspace(target);
  const stamp = stampOf(new Date());
  await showProgress([
    {
      title: `forgetting what ${node} had`,
      work: async () => {
        await repairStack(workspace, node, host);
        if (goesOn) return `${node}: goes on`;
        await editState(workspace, node, withoutEngine);
        await begin(lost, stamp, points);
        return `${node}: the state has nothing on its Engine`;
      },
    },
  ]);
}

/** What follows a database of the node has another history than it has now. */
async function copyAnew(
  { saved }: Agent,
  configs: ReadonlyMap<string, StackConfig>,
  target: Target | undefined,
): Promise<void> {
  const followers = saved.flatMap(({ service }) => followersOf(service, configs));
  for (const follower of followers) await removeWithVolumes(follower);
  const nodes = new Map(followers.map(({ node, host }) => [node, host]));
  for (const [node, host] of nodes) await deployRepaired(target, { node, host });
}

async function saveOthers(node: string, agents: readonly Agent[]): Promise<boolean> {
  const { there, off } = await present(agents.filter(({ keeper }) => keeper === node));
  for (const line of off) console.log(line);
  const failed = (await saveAnew(node, there)).filter(({ event }) => event === "failed");
  for (const one of failed) console.log(`${one.node}/${one.service}: not saved: ${one.why ?? ""}`);
  return failed.length === 0;
}

/** Whether nothing is left to be done. */
async function finish(lost: LostNode, outcomes: readonly Outcome[]): Promise<boolean> {
  if (outcomes.some(({ what }) => what === "failed")) return false;
  await end(lost);
  return true;
}

function report(outcomes: readonly Outcome[]): void {
  const rows = outcomes.map(({ service, what, snapshot }) => [
    ...[service, what, snapshot ? timeText(new Date(snapshot.time)) : "-"],
    snapshot ? ageText((Date.now() - Date.parse(snapshot.time)) / 1000) : "-",
    snapshot ? sizeText(snapshot.bytes) : "-",
  ]);
  console.log(formatTable(["service", "result", "goes back to", "age", "size"], rows));
  for (const { service, what, why, result } of outcomes) {
    if (what === "failed") console.log(`${service}: not restored: ${why ?? ""}`);
    if (what === "empty") console.log(`${service}: has no backup, and is empty`);
    for (const line of result ? differenceLines(result, `${service}: `) : []) console.log(line);
  }
}

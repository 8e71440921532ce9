/** `bev restore <service>`: puts it back to one of its backups or to a second, and keeps what was there. */
import { agentOf, agentsOf, snapshotsOf } from "../operations/backup/agents.ts";
import { followerLines, followersOf } from "../operations/backup/followers.ts";
import { requireOn } from "../operations/backup/on-demand.ts";
import type { PointStep } from "../operations/backup/point-in-time.ts";
import { nothingRestored } from "../operations/backup/restore.ts";
import type { Restored, RestoreTarget } from "../operations/backup/restore.ts";
import { uncut } from "../operations/interrupt.ts";
import { showProgress } from "../operations/progress.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { stampOf } from "../src/lib/times.ts";
import { isNamed } from "./consent.ts";
import { copyLines, differenceLines } from "./restore-lines.ts";
import { wayOf } from "./restore-way.ts";
import type { Wanted } from "./restore-way.ts";
import { deployedConfigs, targetFlag } from "./target.ts";

export async function restoreService(name: string, wanted: Wanted): Promise<void> {
  const { agreed, where, options } = wanted;
  const configs = await deployedConfigs([], where);
  const { agent, one } = agentOf(agentsOf(configs), name);
  await requireOn([agent]);
  const service = `${agent.node}/${one.service}`;
  const snapshots = () => snapshotsOf(agent);
  const { target, to, steps } = await wayOf(agent, one, configs, wanted, snapshots);
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

function warnings(service: string, to: string, { volumes, isMember }: RestoreTarget): string[] {
  if (isMember) {
    return [
      `${service} goes back to ${to}.`,
      "It is a member of a cluster: it runs on, keeps what it holds, and gets back what it lacks of that.",
    ];
  }
  return [
    `${service} is stopped, and goes back to ${to}.`,
    `All that it has written since is in no backup. What it holds now is overwritten, after a copy of it:`,
    ...volumes.map((volume) => `  ${volume.name}, at ${volume.path}`),
    "The disk needs room for both.",
  ];
}

function report(target: RestoreTarget, restored: Restored): void {
  const differences = differenceLines(restored);
  if (restored.isCompared && differences.length === 0)
    console.log("what it holds is what was saved, as its product counts it");
  for (const line of [...differences, ...copyLines(target, restored)]) console.log(line);
}

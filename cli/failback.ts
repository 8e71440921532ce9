/** `bev failback`: gives PostgreSQL back to the node that was failed over, with all that was written meanwhile. */
import { Command } from "commander";
import { followersOf } from "../operations/backup/followers.ts";
import { failbackSteps, failoverToTakeBack, keptLines } from "../operations/failover/failback.ts";
import { hasReached } from "../operations/failover/journal.ts";
import { pairNodes, pairOf } from "../operations/failover/pair.ts";
import { uncut } from "../operations/interrupt.ts";
import { removeWithVolumes } from "../operations/placed-row.ts";
import { showProgress } from "../operations/progress.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { isNamed } from "./consent.ts";
import { deployNode } from "./deploy-unasked.ts";
import { deployedConfigs, deployedTarget, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface FailbackOptions extends TargetOptions {
  yes?: true;
}

export function failbackCommand(): Command {
  const { primary } = pairNodes();
  return withTarget(new Command("failback"))
    .description("give PostgreSQL back to the node that was failed over")
    .argument("<node>", primary)
    .option("--yes", "do not ask for the node's name")
    .action(failback);
}

async function failback(node: string, { yes, ...where }: FailbackOptions): Promise<void> {
  const target = await deployedTarget(where);
  const configs = await deployedConfigs([], where);
  const pair = pairOf(node, configs);
  const failover = await failoverToTakeBack(pair);
  const { primary, replica, database } = pair;
  const isPromoted = await hasReached(pair, "promoted");
  console.log(
    isPromoted
      ? `${failover.to} stands in for ${node} since ${failover.since}. Clients of ${database} wait while it is copied back; ` +
          `then ${replica.container} is removed, deployed again and copies everything.`
      : `${replica.container} was not promoted: clients go back to ${primary.container}, and nothing is copied.`,
  );
  if (!(await isNamed(yes ?? false, node, "node to fail it back"))) return;
  const followers = followersOf(primary.service, configs);
  const way = {
    failover,
    removeReplica: async () => {
      for (const follower of followers) await removeWithVolumes(follower);
    },
    deployReplica: () => deployNode(target, replica.node),
  };
  const steps = await failbackSteps(pair, way);
  try {
    await uncut(() => showProgress(steps));
  } catch (error) {
    const flag = targetFlag(where);
    const isReturned = await hasReached(pair, "returned");
    const undo = isReturned ? "" : `; npx bev failover${flag} ${node} goes back to ${replica.node}`;
    throw new UserError(
      `${reasonOf(error)}\nnpx bev failback${flag} ${node} goes on where this has ended${undo}`,
    );
  }
  if (isPromoted) for (const line of keptLines(pair, failover)) console.log(line);
}

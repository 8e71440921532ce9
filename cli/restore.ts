/** `bev restore`: puts a service, all of them, a node that was lost or the state of a stack back to a backup. */
import { Command } from "commander";
import { UserError } from "../src/lib/error.ts";
import { shown } from "../src/lib/faults.ts";
import { restoreAll } from "./restore-all.ts";
import { restoreNode } from "./restore-node.ts";
import { restoreService } from "./restore-service.ts";
import { restoreStackState } from "./restore-state.ts";
import { withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface RestoreOptions extends TargetOptions {
  all?: true;
  node?: string;
  state?: string;
  at?: string;
  fromBackup?: true;
  yes?: true;
}

export function restoreCommand(): Command {
  return withTarget(new Command("restore"))
    .description(
      "put a service back to a backup, and keep what it holds now as a copy; or bring back a node that was lost",
    )
    .argument("[service]", "such as redis, or thanos/redis where several nodes have it")
    .option("--all", "every service that is saved, on all nodes")
    .option("--node <node>", "the whole node, on an empty Docker Engine")
    .option("--state <stack>", "the state of a stack alone, as it was saved")
    .option(
      "--at <time>",
      "such as 2026-11-30T02:00:00Z: to that second where WAL is pulled, else the newest backup before it; or newest",
    )
    .option("--from-backup", "the newest backup before --at also where WAL is pulled")
    .option("--yes", "do not ask for the name of what is restored")
    .action(restore);
}

async function restore(
  service: string | undefined,
  { all, node, state, at, fromBackup, yes, ...where }: RestoreOptions,
): Promise<void> {
  const point = at === undefined ? undefined : pointOf(at);
  const time = point === "newest" ? undefined : point;
  const agreed = yes ?? false;
  const isToPoint = point !== undefined && !fromBackup;
  if ([service, all, node, state].filter((one) => one !== undefined).length !== 1)
    throw new UserError("bev restore: must have one of a service, --all, --node and --state");
  if (node !== undefined) await restoreNode(node, { time, agreed, where });
  else if (state !== undefined) await restoreStackState(state, { time, agreed, where });
  else {
    const options = `${at === undefined ? "" : ` --at ${at}`}${fromBackup ? " --from-backup" : ""}`;
    const choice = { time, agreed, where, isToPoint, options };
    await (service === undefined ? restoreAll(choice) : restoreService(service, choice));
  }
}

function pointOf(at: string): number | "newest" {
  if (at === "newest") return at;
  const time = Date.parse(at);
  if (/^\d{4}-\d\d-\d\dT/.test(at) && Number.isFinite(time)) return time;
  throw new UserError(`--at: must be a time such as 2026-11-30T02:00:00Z, got ${shown(at)}`);
}

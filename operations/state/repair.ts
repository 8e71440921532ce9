/** Brings the state of a stack whose update was interrupted back to what is really there. */
import { capture } from "../command.ts";
import { UserError } from "../../src/lib/error.ts";
import { settle } from "./state-document.ts";
import { hasEnded, lockHolders } from "./stack-lock.ts";
import { editState } from "./state.ts";
import { removeStrays } from "./strays.ts";
import { removeTornNotes } from "./torn-notes.ts";
import { runPulumi } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";

export interface Repair {
  stack: string;
  /** Notes of the file backend that were cut off and kept the state from being read. */
  tornNotes: number;
  unlocked: boolean;
  begun: number;
  adopted: string[];
  /** Names of what the state does not know. */
  removed: string[];
}

export async function repairStack(
  workspace: Workspace,
  stack: string,
  dockerHost: string,
): Promise<Repair> {
  const tornNotes = removeTornNotes(workspace);
  const unlocked = await unlock(workspace, stack);
  const found = { begun: 0, adopted: [] as string[] };
  const settled = await editState(workspace, stack, async (state) => {
    const { deployment, ...counts } = await settle(state, (kind, name) =>
      ownId(dockerHost, stack, kind, name),
    );
    Object.assign(found, counts);
    return counts.begun > 0 ? deployment : undefined;
  });
  const removed = await removeStrays(dockerHost, stack, settled);
  return { stack, tornNotes, unlocked, ...found, removed };
}

/** Takes away the lock of a process that has ended. */
async function unlock(workspace: Workspace, stack: string): Promise<boolean> {
  const holders = lockHolders(workspace, stack);
  const active = holders.find((holder) => !hasEnded(holder));
  if (active) {
    throw new UserError(
      `${stack}: is locked by process ${String(active.pid)} of ${String(active.username)}@${String(active.hostname)}; ` +
        `wait until it ends, or run pulumi cancel --stack ${stack} if you know that it has`,
    );
  }
  return removeStaleLock(workspace, stack);
}

/** Whether there was one; Pulumi leaves it where it is stopped before it listens to signals. */
export async function removeStaleLock(workspace: Workspace, stack: string): Promise<boolean> {
  const holders = lockHolders(workspace, stack);
  if (holders.length === 0 || !holders.every(hasEnded)) return false;
  await runPulumi(workspace, ["cancel", "--yes", "--stack", stack]);
  return true;
}

/** The id of this stack's container or network of that name; another's of the name is not touched. */
async function ownId(host: string, stack: string, kind: string, name: string): Promise<string> {
  return capture("docker", [
    ...["--host", host, kind, "ls", "--quiet", "--no-trunc"],
    ...["--filter", `name=^${name}$`, "--filter", `label=bev.stack=${stack}`],
    ...(kind === "container" ? ["--all"] : []),
  ]);
}

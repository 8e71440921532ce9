/** The state of stacks among the backups: without it a node cannot be deployed as it was. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { UserError } from "../../src/lib/error.ts";
import { capture, dockerOn } from "../command.ts";
import { writeWhole } from "../whole-file.ts";
import { runPulumi } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";
import { snapshotAt } from "./ages.ts";
import { snapshotsOf } from "./agents.ts";
import type { Agent, Snapshot } from "./agents.ts";

/** What the agents call the state of a stack. */
export function stateName(stack: string): string {
  return `state-${stack}`;
}

/**
 * Sends it to every agent: each keeps it on another node. Secrets in it stay encrypted with the passphrase.
 * @throws UserError where an agent does not take it
 */
export async function saveState(
  workspace: Workspace,
  stack: string,
  agents: readonly Agent[],
): Promise<void> {
  const input = await exportedState(workspace, stack);
  for (const agent of agents) {
    await capture("docker", putting(agent, stack), { env: { DOCKER_HOST: agent.host }, input });
  }
}

/** With its secrets encrypted, as they are. */
export function exportedState(
  workspace: Workspace,
  stack: string,
  limit: { timeout?: number } = {},
): Promise<string> {
  return runPulumi(workspace, ["stack", "export", "--stack", stack], limit);
}

/** Arguments of docker on the agent's Engine: the state comes in by standard input, whole or not at all. */
export function putting({ container }: Pick<Agent, "container">, stack: string): string[] {
  return ["exec", "--interactive", container, "backup", "put", stateName(stack)];
}

export interface SavedState {
  agent: Agent;
  snapshot: Snapshot;
}

/**
 * The newest that any agent has, or the newest of a time or before. One agent that answers is enough.
 * @throws UserError where none answers
 */
export async function savedState(
  agents: readonly Agent[],
  stack: string,
  at?: number,
): Promise<SavedState | undefined> {
  const asked = await Promise.allSettled(
    agents.map(async (agent) => {
      const snapshot = snapshotAt(await snapshotsOf(agent), stateName(stack), at);
      return snapshot && { agent, snapshot };
    }),
  );
  const answers = asked.filter((one) => one.status === "fulfilled");
  if (answers.length === 0) {
    throw new UserError(
      `${stateName(stack)}: must be asked of an agent of backups, none answers; see npx bev verify`,
    );
  }
  const [newest] = answers
    .flatMap(({ value }) => value ?? [])
    .sort((one, other) => Date.parse(other.snapshot.time) - Date.parse(one.snapshot.time));
  return newest;
}

/** @param former gets the state as it was until now: a file that only this user reads */
export async function restoreState(
  workspace: Workspace,
  stack: string,
  { agent, snapshot }: SavedState,
  former: string,
): Promise<void> {
  const dump = ["exec", agent.container, "backup", "dump", snapshot.id, stateName(stack)];
  const saved = await dockerOn(agent.host, ...dump);
  mkdirSync(path.dirname(former), { recursive: true, mode: 0o700 });
  const state = await exportedState(workspace, stack);
  writeWhole(former, state, { mode: 0o600 });
  await runPulumi(workspace, ["stack", "import", "--stack", stack], { input: saved });
}

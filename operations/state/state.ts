/** A stack's state as a document, for what no command of Pulumi's can change in it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { StateDocument } from "./state-document.ts";
import { uncut } from "../interrupt.ts";
import { runPulumi } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";

type Edit = (
  deployment: StateDocument,
) => Promise<StateDocument | undefined> | StateDocument | undefined;

/**
 * Writes what `edit` makes of the state, if it makes anything. Secrets stay encrypted in it.
 * @returns the state as it is then
 */
export function editState(workspace: Workspace, stack: string, edit: Edit): Promise<StateDocument> {
  return uncut(() => edited(workspace, stack, edit));
}

async function edited(workspace: Workspace, stack: string, edit: Edit): Promise<StateDocument> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-state-"));
  const file = path.join(directory, "state.json");
  try {
    await runPulumi(workspace, ["stack", "export", "--stack", stack, "--file", file]);
    const state = JSON.parse(readFileSync(file, "utf8")) as { deployment: StateDocument };
    const deployment = await edit(state.deployment);
    if (!deployment) return state.deployment;
    writeFileSync(file, JSON.stringify({ ...state, deployment }));
    await runPulumi(workspace, ["stack", "import", "--stack", stack, "--file", file]);
    return deployment;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

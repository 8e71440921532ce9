/** Removes all that `bev up --local` made. */
import { existsSync } from "node:fs";
import { killContainers, localTarget, removeLeftovers } from "../../lab/local.ts";
import { targetSettings } from "../../lab/target.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { without } from "../../operations/state/forget.ts";
import type { StateResource } from "../../operations/state/state-document.ts";
import { reportErrors } from "../report.ts";
import { runStacks } from "../../operations/update/run.ts";
import { editState } from "../../operations/state/state.ts";
import { nodeStacks } from "../../operations/stacks.ts";
import { embeddedWorkspace, openStacks } from "../../operations/workspace.ts";

export async function downLocal(): Promise<void> {
  if (!existsSync(localTarget.directory)) {
    console.log("nothing runs here: no bev up --local came before");
    return;
  }
  const settings = nodeNames.map((name) => [name, targetSettings(localTarget, name, [])] as const);
  const workspace = embeddedWorkspace(localTarget.directory, Object.fromEntries(settings));
  const stacks = await openStacks(workspace, nodeStacks());
  const isContainer = ({ type }: StateResource) => type === "docker:index/container:Container";
  // It goes with the container, open or sealed.
  const isInVault = ({ type }: StateResource) => /^(vault:|pulumi:providers:vault$)/.test(type);
  for (const name of stacks.keys()) {
    const state = await editState(workspace, name, (deployment) => without(deployment, isInVault));
    await killContainers((state.resources ?? []).filter(isContainer).flatMap(({ id }) => id ?? []));
  }
  const results = await runStacks("destroy", new Map([...stacks].reverse()));
  if (!reportErrors(results)) {
    process.exitCode = 1;
    return;
  }
  await removeLeftovers();
  console.log("removed: containers, networks, volumes, files, images and the stacks' state");
}

/** `bev down`: removes all that `bev up --local` made. */
import { Command } from "commander";
import { existsSync } from "node:fs";
import { killContainers, localStage, removeLeftovers } from "../../lab/local.ts";
import { stageSettings } from "../../lab/stage.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { without } from "../forget.ts";
import type { StateResource } from "../interrupted.ts";
import { errorsText } from "../report.ts";
import { runStacks } from "../run.ts";
import { editState } from "../state.ts";
import { chosenStacks } from "../stacks.ts";
import { embeddedWorkspace, openStacks } from "../workspace.ts";

export function downCommand(): Command {
  return new Command("down")
    .description("remove every container, network, volume, file and image that bev up --local made")
    .action(downLocal);
}

export async function downLocal(): Promise<void> {
  if (!existsSync(localStage.directory)) {
    console.log("nothing runs here: no bev up --local came before");
    return;
  }
  const settings = nodeNames.map((name) => [name, stageSettings(localStage, name, [])] as const);
  const workspace = embeddedWorkspace(localStage.directory, Object.fromEntries(settings));
  const stacks = await openStacks(workspace, chosenStacks([]));
  const isContainer = ({ type }: StateResource) => type === "docker:index/container:Container";
  // It goes with the container, open or sealed.
  const isInVault = ({ type }: StateResource) => /^(vault:|pulumi:providers:vault$)/.test(type);
  for (const name of stacks.keys()) {
    const state = await editState(workspace, name, (deployment) => without(deployment, isInVault));
    await killContainers((state.resources ?? []).filter(isContainer).flatMap(({ id }) => id ?? []));
  }
  const results = await runStacks("destroy", new Map([...stacks].reverse()));
  if (results.some(({ failed }) => failed)) {
    console.error(errorsText(results));
    process.exitCode = 1;
    return;
  }
  await removeLeftovers();
  console.log("removed: containers, networks, volumes, files, images and the stacks' state");
}

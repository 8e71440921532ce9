/** `bev down`: removes all that `bev up --local` made. */
import { Command } from "commander";
import { existsSync } from "node:fs";
import { localStage, removeLeftovers } from "../../lab/local.ts";
import { stageSettings } from "../../lab/stage.ts";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { errorsText } from "../report.ts";
import { runStacks } from "../run.ts";
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
  const results = await runStacks("destroy", new Map([...stacks].reverse()));
  if (results.some(({ failed }) => failed)) {
    console.error(errorsText(results));
    process.exitCode = 1;
    return;
  }
  await removeLeftovers();
  console.log("removed: containers, networks, volumes, files, images and the stacks' state");
}

/** `bev up`: the services of the nodes for real, in production or on this machine. */
import { Command } from "commander";
import { checkServices } from "../../lab/stage.ts";
import { deploy } from "../deploy.ts";
import { CliError } from "../error.ts";
import { deployProduction } from "../production.ts";
import { chosenStacks, NODES_HELP } from "../stacks.ts";
import { chosenStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";

interface UpOptions extends StageOptions {
  only?: string;
  yes?: true;
  standIns?: true;
}

export function upCommand(): Command {
  return withStage(new Command("up"))
    .description("deploy the services of the nodes and wait until they are live")
    .argument("<node...>", NODES_HELP)
    .option(
      "--only <services>",
      "which ones, separated by commas, such as redis,postgres; all that are enabled without it",
    )
    .option("--yes", "in production: do not ask")
    .option("--stand-ins", "in production: even with this project's stand-in plugins")
    .action(up);
}

async function up(nodes: string[], { only, yes, standIns, ...where }: UpOptions): Promise<void> {
  const stacks = chosenStacks(nodes);
  const services = only?.split(",").filter(Boolean);
  if (services?.length === 0) throw new CliError("--only: must name at least one service");
  checkServices(stacks, services ?? []);
  const stage = chosenStage(where);
  if (!stage && services) {
    throw new CliError("--only: is for --local and --lab; a production node is deployed whole");
  }
  const isDone = stage
    ? await deploy(stage, stacks, services)
    : await deployProduction(stacks, { yes: yes ?? false, standIns: standIns ?? false });
  if (!isDone) process.exitCode = 1;
}

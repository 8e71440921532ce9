/** `bev up`: services of the nodes for real, on this machine's Docker Engine or the lab's hosts. */
import { Command } from "commander";
import { checkServices } from "../../lab/stage.ts";
import { deploy } from "../deploy.ts";
import { CliError } from "../error.ts";
import { chosenStacks } from "../stacks.ts";
import { chosenStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";

interface UpOptions extends StageOptions {
  only?: string;
}

export function upCommand(): Command {
  return withStage(new Command("up"))
    .description("deploy services on this machine and wait until they are live")
    .argument("<node...>", "thanos, oracle1 or starlord")
    .option(
      "--only <services>",
      "which ones, separated by commas, such as redis,postgres; all that are enabled without it",
    )
    .action(up);
}

async function up(nodes: string[], { only, ...where }: UpOptions): Promise<void> {
  const stacks = chosenStacks(nodes);
  const services = only?.split(",").filter(Boolean);
  if (services?.length === 0) throw new CliError("--only: must name at least one service");
  checkServices(stacks, services ?? []);
  if (!(await deploy(chosenStage(where) ?? production(), stacks, services))) process.exitCode = 1;
}

function production(): never {
  throw new CliError(
    "bev up: must be given --local or --lab, got neither; a production node takes plain pulumi up",
  );
}

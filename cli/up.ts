/** `bev up`: deploys the services of the nodes, in production or on this machine. */
import { Command } from "commander";
import type { Target } from "../lab/target.ts";
import { UserError } from "../src/lib/error.ts";
import { deployProduction } from "../operations/update/production.ts";
import type { Result } from "../operations/update/stack-operation.ts";
import { checkServices } from "../operations/stacks.ts";
import { isAgreedTo } from "./consent.ts";
import { reportUpdate } from "./report.ts";
import { chosenTarget, NODES_HELP, stacksAt, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface UpOptions extends TargetOptions {
  only?: string;
  yes?: true;
  standIns?: true;
}

export function upCommand(): Command {
  return withTarget(new Command("up"))
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
  const services = only
    ?.split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  if (services?.length === 0) throw new UserError("--only: must name at least one service");
  const target = await chosenTarget(where);
  const stacks = stacksAt(target, nodes);
  checkServices(stacks, services ?? []);
  if (!target && services) {
    throw new UserError("--only: is for --local and --lab; a production node is deployed whole");
  }
  const results = target
    ? await upTarget(target, stacks, services)
    : await deployProduction(stacks, {
        standIns: standIns ?? false,
        isAgreedTo: yes ? () => Promise.resolve(true) : isAgreedTo,
      });
  if (!results || !reportUpdate(results)) process.exitCode = 1;
}

async function upTarget(
  target: Target,
  stacks: readonly string[],
  services: readonly string[] | undefined,
): Promise<Result[]> {
  const { deploy } = await import("../lab/deploy.ts");
  return deploy(target, stacks, services);
}

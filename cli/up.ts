/** `bev up`: deploys the services of the nodes, in production or on this machine. */
import { Command } from "commander";
import type { Target } from "../lab/target.ts";
import { UserError } from "../src/lib/error.ts";
import { deployProduction } from "../operations/update/production.ts";
import { SavesFirst } from "../operations/update/saves-first.ts";
import type { Result } from "../operations/update/stack-operation.ts";
import { checkServices } from "../operations/stacks.ts";
import { isAgreedTo } from "./consent.ts";
import { reportUpdate } from "./report.ts";
import { chosenTarget, NODES_HELP, stacksAt, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface UpOptions extends TargetOptions {
  only?: string;
  unsaved?: string;
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
    .option(
      "--unsaved <services>",
      "which ones are replaced or removed without being saved first, such as redis,postgres; for those that are broken",
    )
    .option("--yes", "in production: do not ask")
    .option("--stand-ins", "in production: even with this project's stand-in plugins")
    .action(up);
}

async function up(
  nodes: string[],
  { only, unsaved, yes, standIns, ...where }: UpOptions,
): Promise<void> {
  const services = namesIn("--only", only);
  const target = await chosenTarget(where);
  const stacks = stacksAt(target, nodes);
  checkServices(stacks, services ?? []);
  if (!target && services) {
    throw new UserError("--only: is for --local and --lab; a production node is deployed whole");
  }
  const first = new SavesFirst(namesIn("--unsaved", unsaved) ?? []);
  const results = target
    ? await upTarget(target, stacks, services, first)
    : await deployProduction(stacks, {
        standIns: standIns ?? false,
        isAgreedTo: yes ? () => Promise.resolve(true) : (all) => isAgreedTo(all, first),
        first,
      });
  if (!results || !reportUpdate(results)) process.exitCode = 1;
}

/** @throws UserError where the option is given and names nothing */
function namesIn(option: string, value: string | undefined): string[] | undefined {
  const names = value
    ?.split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  if (names?.length !== 0) return names;
  throw new UserError(`${option}: must name at least one service`);
}

async function upTarget(
  target: Target,
  stacks: readonly string[],
  services: readonly string[] | undefined,
  first: SavesFirst,
): Promise<Result[]> {
  const { deploy } = await import("../lab/deploy.ts");
  return deploy(target, stacks, services, first);
}

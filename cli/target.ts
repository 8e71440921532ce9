/** Chooses the stacks of a command: production's, or those of a target on this machine. */
import { Option } from "commander";
import type { Command } from "commander";
import { existsSync } from "node:fs";
import type { Target } from "../lab/target.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { UserError } from "../src/lib/error.ts";
import { stackFile } from "../src/lib/paths.ts";
import { choicesElsewhere } from "../operations/project.ts";
import { chosenStacks, readConfig } from "../operations/stacks.ts";
import { allTrackedSettings, projectDirectory } from "../operations/workspace.ts";

/** For the help of a verb. */
export const NODES_HELP = `${nodeNames.join(", ")} or edge-<region>`;

export interface TargetOptions {
  local?: true;
  lab?: true;
}

export function withTarget(command: Command): Command {
  return command
    .option("--local", "on this machine's Docker Engine")
    .addOption(new Option("--lab", "on the hosts of bev lab hosts up").conflicts("local"));
}

/** As it is typed behind a verb, with a blank before it: ` --lab`; empty for production. */
export function targetFlag({ local, lab }: TargetOptions): string {
  return local ? " --local" : lab ? " --lab" : "";
}

/** Undefined is production, which loads nothing of the lab. */
export async function chosenTarget({ local, lab }: TargetOptions): Promise<Target | undefined> {
  if (local) return (await import("../lab/local.ts")).localTarget;
  return lab && (await import("../lab/hosts-target.ts")).enterHosts();
}

/** The names asked for; all that are there without any. */
export function stacksAt(target: Target | undefined, names: readonly string[]): string[] {
  return chosenStacks(names, target?.stacks);
}

/** Configuration of these stacks, all without a name, as it was deployed there. */
export async function deployedConfigs(
  nodes: readonly string[],
  where: TargetOptions,
): Promise<Map<string, StackConfig>> {
  const target = await deployedTarget(where);
  const directory = target && projectDirectory(target.directory);
  const tracked = target ? {} : allTrackedSettings();
  return new Map(
    stacksAt(target, nodes).map((name) => {
      const file = stackFile(name, directory);
      if (target && !existsSync(file)) throw notThere(name, where);
      const config = readConfig(name, file);
      // The files of a target have it.
      return [name, target ? config : { ...config, elsewhere: choicesElsewhere(name, tracked) }];
    }),
  );
}

/** The configuration of one stack, as it was deployed there. */
export async function deployedConfig(node: string, where: TargetOptions): Promise<StackConfig> {
  const [config] = (await deployedConfigs([node], where)).values();
  if (!config) throw new Error(`${node}: has no configuration`);
  return config;
}

function notThere(name: string, where: TargetOptions): UserError {
  return new UserError(
    `${name}: must be a node of bev up${targetFlag(where)}, is none; name one of ${nodeNames.join(", ")}`,
  );
}

/** @throws UserError when nothing was deployed there yet */
export async function deployedTarget(options: TargetOptions): Promise<Target | undefined> {
  const target = await chosenTarget(options);
  if (!target || existsSync(target.directory)) return target;
  const option = targetFlag(options).trim();
  throw new UserError(
    `${option}: must have services that bev up ${option} made, ${target.directory} is absent; run npx bev up ${option}`,
  );
}

/** Which stacks a command is about: production's, or those of a stage on this machine. */
import { Option } from "commander";
import type { Command } from "commander";
import { existsSync } from "node:fs";
import { enterHosts } from "../lab/hosts-stage.ts";
import { localStage } from "../lab/local.ts";
import type { Stage } from "../lab/stage.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { CliError } from "./error.ts";
import { stackFile } from "./paths.ts";
import { chosenStacks, readConfig } from "./stacks.ts";
import { projectDirectory } from "./workspace.ts";

export interface StageOptions {
  local?: true;
  lab?: true;
}

export function withStage(command: Command): Command {
  return command
    .option("--local", "on this machine's Docker Engine")
    .addOption(new Option("--lab", "on the hosts of bev lab hosts up").conflicts("local"));
}

/** Undefined is production. */
export function chosenStage({ local, lab }: StageOptions): Stage | undefined {
  if (local) return localStage;
  return lab && enterHosts();
}

/** Configuration of these stacks, all three without a name, as it was deployed there. */
export function deployedConfigs(
  nodes: readonly string[],
  where: StageOptions,
): Map<string, StackConfig> {
  const stage = deployedStage(where);
  const directory = stage && projectDirectory(stage.directory);
  return new Map(
    chosenStacks(nodes).map((name) => [name, readConfig(name, stackFile(name, directory))]),
  );
}

/** @throws CliError when nothing was deployed there yet */
export function deployedStage(options: StageOptions): Stage | undefined {
  const stage = chosenStage(options);
  if (!stage || existsSync(stage.directory)) return stage;
  const option = options.local ? "--local" : "--lab";
  throw new CliError(
    `${option}: must have services that bev up ${option} made, ${stage.directory} is absent; run npx bev up ${option}`,
  );
}

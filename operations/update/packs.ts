/** The policy packs with which every plan and every update runs. */
import path from "node:path";
import type { EngineFacts } from "../../policies/kit/site.ts";
import { rules } from "../../policies/rules.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { root, stackFile } from "../../src/lib/paths.ts";
import { readConfig } from "../stacks.ts";
import { writeWhole } from "../whole-file.ts";
import { projectDirectory } from "../workspace.ts";

/** As the options of an operation of the Automation API. */
export interface Packs {
  policyPacks: string[];
  policyPackConfigs: string[];
}

/** All packs in one process. What they hold true of the machines is production's. */
export const productionPacks: Packs = {
  policyPacks: [path.join(root, "policies")],
  policyPackConfigs: [],
};

/** A target's are told of its machines and images; its project must be written. */
export function packsOf(
  target: { directory: string; stacks: readonly string[] } | undefined,
): Packs {
  if (!target) return productionPacks;
  const { directory, stacks } = target;
  const configs = stacks.map(
    (name) => [name, readConfig(name, stackFile(name, projectDirectory(directory)))] as const,
  );
  const site = Object.fromEntries(configs.map(([name, config]) => [name, machineOf(config)]));
  const imageLock = configs[0]?.[1].imageLock;
  const file = path.join(directory, "policies.json");
  const options = Object.fromEntries(rules.map(({ name }) => [name, { site, imageLock }]));
  writeWhole(file, JSON.stringify(options));
  return { ...productionPacks, policyPackConfigs: [file] };
}

function machineOf({ node, dataRoot, registry, prefix }: StackConfig): EngineFacts {
  const { host, address, architecture, capacity } = node;
  const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
  return {
    host,
    address,
    architecture,
    capacity: { memory, cpu, gpu },
    dataRoot,
    registry,
    prefix,
  };
}

/** Reads what a stack's file and the catalogue say together, without running the program. */
import { stackCapacity } from "../src/catalog/check.ts";
import { catalog } from "../src/catalog/index.ts";
import { isNode, stackNames } from "../src/catalog/nodes.ts";
import { isEdgeStack, regionMachines, regionNameOf } from "../src/catalog/regions.ts";
import { rowFaults } from "../src/catalog/rows.ts";
import { resolveStack } from "../src/catalog/resolve.ts";
import type { Service } from "../src/catalog/resolve.ts";
import type { StackName } from "../src/catalog/types.ts";
import { parseConfig } from "../src/stack/config/parse.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { deployOrder } from "../src/stack/contracts/references.ts";
import { formatFaults, shown } from "../src/lib/faults.ts";
import type { CapacityLine } from "../src/rules/capacity.ts";
import { UserError } from "../src/lib/error.ts";
import { readStackFile } from "./stack-file.ts";

export interface StackSummary {
  services: Service[];
  capacity: CapacityLine[];
}

/** The nodes, and the edge regions that are enabled, in deployment order. */
export function allStacks(): string[] {
  return deployOrder(stackNames()).filter(
    (name) => isNode(name) || regionMachines[name] !== undefined,
  );
}

/** The nodes alone. */
export function nodeStacks(): string[] {
  return allStacks().filter(isNode);
}

/**
 * The names asked for, in the order of those that there are; all without any.
 *
 * @param there stacks of a target; absent: production's
 */
export function chosenStacks(names: readonly string[], there?: readonly string[]): string[] {
  const known = there ?? allStacks();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const enable = there ? "lab up --region" : "edge enable";
    const fix = isEdgeStack(unknown)
      ? `run npx bev ${enable} ${regionNameOf(unknown)}`
      : "npx bev edge list shows the regions";
    throw new UserError(`node: must be one of ${known.join(", ")}, got ${shown(unknown)}; ${fix}`);
  }
  return known.filter((name) => names.length === 0 || names.includes(name));
}

/** @throws UserError for a name that none of the stacks has */
export function checkServices(stacks: readonly string[], only: readonly string[]): void {
  const known = catalog.filter(({ node }) => stacks.includes(node)).map(({ name }) => name);
  const unknown = only.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UserError(
    `--only: must name services of ${stacks.join(", ")}, got "${unknown}"; docs/services.md lists them`,
  );
}

/** @throws UserError with one line for each fault of the file */
export function readConfig(stack: string, file: string): StackConfig {
  const parsed = parseConfig(bevValues(readStackFile(file)), stack);
  if ("config" in parsed) return parsed.config;
  throw new UserError(formatFaults(parsed.faults));
}

/** Undefined when the configuration has faults: the program itself reports them better. */
export function soundConfig(stack: string, file: string): StackConfig | undefined {
  const parsed = parseConfig(bevValues(readStackFile(file)), stack);
  return "config" in parsed ? parsed.config : undefined;
}

/** Undefined when the configuration or a row has faults. */
export function summarize(stack: string, file: string): StackSummary | undefined {
  const config = soundConfig(stack, file);
  if (!config || rowFaults(catalog).length > 0) return undefined;
  const { services: choices, node } = config;
  const services = resolveStack(catalog, stack as StackName, choices);
  const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = node.capacity;
  const capacity = { memory, cpu, gpu };
  return {
    services,
    capacity: stackCapacity({ stack: stack as StackName, services, capacity }),
  };
}

/** Cores of the machine that the stack's services start on; undefined when the configuration has faults. */
export function coresOf(stack: string, file: string): number | undefined {
  const { machine, capacity } = soundConfig(stack, file)?.node ?? {};
  return machine?.cores ?? capacity?.cores;
}

function bevValues(config: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith("bev:") ? [[key.slice(4), value]] : [],
    ),
  );
}

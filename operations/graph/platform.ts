/** The platform as its catalogue and stack files describe it, laid out; Pulumi does not run. */
import { existsSync } from "node:fs";
import { catalog } from "../../src/catalog/index.ts";
import { isNode, nodes, stackNames } from "../../src/catalog/nodes.ts";
import { resolveStack } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { formatFaults } from "../../src/lib/faults.ts";
import { formatMemory } from "../../src/lib/units.ts";
import { platformGraph } from "./model.ts";
import type { GraphedStack } from "./model.ts";
import type { Drawing } from "./drawing.ts";
import { dependencyFaults } from "../../src/rules/dependencies.ts";
import { UserError } from "../../src/lib/error.ts";
import { layOut } from "./layout.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { readConfig } from "../stacks.ts";

/** @throws UserError when a stack file has faults, or a service lacks what it needs */
export function platformDrawing(): Promise<Drawing> {
  const stacks = graphedStacks();
  const services = stacks.flatMap((stack) => stack.services);
  const faults = dependencyFaults(services, services);
  if (faults.length > 0) throw new UserError(formatFaults(faults));
  return layOut(platformGraph(stacks));
}

/** All nodes, and the edge regions that have something enabled. */
function graphedStacks(): GraphedStack[] {
  return stackNames()
    .map(graphedStack)
    .filter(({ stack, services }) => isNode(stack) || services.some(({ enabled }) => enabled));
}

function graphedStack(stack: StackName): GraphedStack {
  const file = stackFile(stack);
  const config = existsSync(file) ? readConfig(stack, file) : undefined;
  return {
    stack,
    machine: config ? machineText(stack, config) : "",
    services: resolveStack(catalog, stack, config?.services),
  };
}

function machineText(stack: StackName, { node }: StackConfig): string {
  const { memoryMebibytes, cores, gpuUnits } = node.capacity;
  return [
    node.architecture,
    `${String(cores)} cores`,
    formatMemory(memoryMebibytes),
    ...(gpuUnits > 0 ? [`${String(gpuUnits)} GPU units`] : []),
    ...(isNode(stack) ? [nodes[stack].availability] : []),
  ].join(", ");
}

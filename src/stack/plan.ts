/**
 * Plans a stack: checks its configuration and resolves its services, before Pulumi registers any resource.
 */
import { RunError } from "@pulumi/pulumi/errors.js";
import { checkStack, sharing } from "../catalog/check.ts";
import { catalog } from "../catalog/index.ts";
import { isNode, nodes } from "../catalog/nodes.ts";
import { resolveService, resolveStack } from "../catalog/resolve.ts";
import type { StackName } from "../catalog/types.ts";
import { readImageLock } from "./config/image-lock.ts";
import type { StackConfig } from "./config/schema.ts";
import { formatFaults } from "../lib/faults.ts";
import { withClusters } from "../software/clusters.ts";
import { softwareFaults } from "../software/index.ts";
import type { RenderSite } from "../container/rendered-service.ts";
import { AGENT } from "../access/vault/agent.ts";

/** What a stack deploys, and which services are on hold. */
export type StackPlan = RenderSite;

/** @throws RunError with one line for each fault of the plan */
export function planStack(stack: StackName, config: StackConfig): StackPlan {
  const { address, architecture, capacity, machine } = config.node;
  const lock = readImageLock(config.imageLock);
  const services = withClusters(resolveStack(catalog, stack, config.services), address);
  const others = catalog.filter((row) => row.node !== stack).map((row) => resolveService(row));
  const checked = checkStack({
    stack,
    architecture,
    capacity: { memory: capacity.memoryMebibytes, cpu: capacity.cores, gpu: capacity.gpuUnits },
    services,
    others,
    choices: config.services,
    lock,
  });
  const faults = [...checked, ...softwareFaults(services)];
  if (faults.length > 0) throw new RunError(formatFaults(faults));

  const enabled = services
    .filter((service) => service.enabled)
    .filter(({ name }) => name !== AGENT || config.vault.enabled);
  return {
    stack,
    address,
    machine,
    prefix: config.prefix,
    dataRoot: config.dataRoot,
    registry: config.registry,
    lock,
    factors: sharing(stack).factors,
    services: enabled,
    others,
    addressOf: (other) => addressOf(config, other),
  };
}

/** Where another stack's node is: as configured, else as the node table has it. */
function addressOf({ peers, node }: StackConfig, stack: string): string {
  return peers[stack] ?? (isNode(stack) ? nodes[stack].address : node.address);
}

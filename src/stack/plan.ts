/**
 * Plans a stack: checks its configuration and resolves its services, before Pulumi registers any resource.
 */
import { RunError } from "@pulumi/pulumi/errors.js";
import { checkStack, sharing } from "../catalog/check.ts";
import { givenIds, withGiven } from "../catalog/given.ts";
import { catalog } from "../catalog/index.ts";
import { loginSecrets, VAULT } from "../catalog/needs.ts";
import { rowFaults } from "../catalog/rows.ts";
import { addressOf as tableAddress } from "../catalog/machines.ts";
import { isNode } from "../catalog/nodes.ts";
import { edgeStacks, enabledRegions } from "../catalog/regions.ts";
import type { EdgeStack } from "../catalog/regions.ts";
import { resolveService, resolveStack } from "../catalog/resolve.ts";
import type { Service } from "../catalog/resolve.ts";
import type { ServiceSpec, StackName } from "../catalog/types.ts";
import { givenFaults } from "../rules/given.ts";
import { receiverFaults } from "../rules/receivers.ts";
import { readImageLock } from "./config/image-lock.ts";
import type { StackConfig } from "./config/schema.ts";
import { formatFaults } from "../lib/faults.ts";
import type { Fault } from "../lib/faults.ts";
import { withBackupNeeds } from "../software/backup/index.ts";
import { backupFaults } from "../software/backups.ts";
import { clusterFaults, withClusters } from "../software/clusters.ts";
import { configFaults, askedPurposes, softwareFaults, softwareOf } from "../software/index.ts";
import { renderFiles } from "../container/rendered-service.ts";
import type { RenderSite } from "../container/rendered-service.ts";
import { EndpointError } from "../access/site.ts";
import { AGENT, agentFaults } from "../access/vault/agent.ts";
import { asPublished } from "./contracts/published.ts";
import type { Contracts } from "./contracts/published.ts";

/** What a stack deploys, and which services are on hold. */
export type StackPlan = RenderSite;

/**
 * @param contracts what other stacks have published; rows count for those that have not
 * @throws RunError with one line for each fault of the plan
 */
export function planStack(
  stack: StackName,
  config: StackConfig,
  contracts: Contracts = {},
): StackPlan {
  refuse(rowFaults(catalog));
  const { address, architecture, capacity, machine } = config.node;
  const lock = readImageLock(config.imageLock);
  const rows = resolveStack(catalog, stack, config.services);
  const services = withBackupNeeds(withClusters(rows, address), softwareOf);
  const known = givenIds(services);
  const others = otherServices(catalog, stack, config).map((row) => asPublished(row, contracts));
  const checked = checkStack({
    stack,
    architecture,
    capacity: { memory: capacity.memoryMebibytes, cpu: capacity.cores, gpu: capacity.gpuUnits },
    services,
    others: withoutChoices(others, stack, config),
    choices: config.services,
    lock,
    askedPurposes,
  });
  refuse([
    ...checked,
    ...clusterFaults(rows, address),
    ...softwareFaults(services),
    ...backupFaults(services, softwareOf),
    ...agentFaults(services),
    ...givenFaults({
      ...{ stack, versions: config.secrets, known, keeper: VAULT.service },
      hasVault: isNode(stack) && config.vault.enabled,
      rows: services.map((row) => ({ ...row, logins: loginSecrets(row.data) })),
    }),
    ...receiverFaults(
      { stack, names: Object.keys(config.alerts) },
      [...services, ...others].filter(({ image }) => image.software === "alertmanager"),
    ),
  ]);

  const enabled = withGiven(services, config.secrets)
    .filter((service) => service.enabled)
    .filter(({ name }) => name !== AGENT || config.vault.enabled);
  const plan: StackPlan = {
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
    receivers: config.alerts,
    addressOf: addressesIn(config),
  };
  refuse(renderFaults(plan));
  return plan;
}

/** What only rendered files show: what they refer to is not there, or their product would not apply it. */
export function renderFaults(plan: StackPlan): Fault[] {
  return plan.services.flatMap((service) => {
    try {
      return configFaults(service, renderFiles(service, plan));
    } catch (error) {
      if (error instanceof EndpointError) return [error.fault];
      throw error;
    }
  });
}

/** @throws RunError with one line for each fault */
function refuse(faults: readonly Fault[]): void {
  if (faults.length > 0) throw new RunError(formatFaults(faults));
}

/**
 * Every row of the other stacks, with what their files are known to choose. A lab has the regions that it gives addresses
 * to, and never production's.
 */
export function otherServices(
  rows: readonly ServiceSpec[],
  stack: StackName,
  { environment, peers, elsewhere }: Pick<StackConfig, "environment" | "peers" | "elsewhere">,
): Service[] {
  const isThere = (node: StackName) =>
    isNode(node) || environment === "production" || peers[node] !== undefined;
  return rows
    .filter(({ node }) => node !== stack)
    .map((row) => {
      const choice = isThere(row.node) ? elsewhere[row.node]?.[row.name] : { enabled: false };
      return resolveService(row, choice);
    });
}

/** Edge regions in use: production's have a machine, those of a lab an address. */
export function regionsIn({
  environment,
  peers,
}: Pick<StackConfig, "environment" | "peers">): EdgeStack[] {
  if (environment === "production") return enabledRegions();
  return edgeStacks.filter((stack) => peers[stack] !== undefined);
}

/** As rules judge them: what another stack has switched off is no fault of this one's rows, `unmetNeeds` has it. */
function withoutChoices(
  others: readonly Service[],
  stack: StackName,
  config: StackConfig,
): Service[] {
  const rows = otherServices(catalog, stack, { ...config, elsewhere: {} });
  return others.map((one, index) => ({
    ...one,
    enabled: one.enabled || rows[index]?.enabled === true,
  }));
}

/** Where another stack's machine is: as configured, else as the table of nodes or regions has it. */
export function addressesIn({ peers, node }: StackConfig): (stack: string) => string {
  return (stack) => peers[stack] ?? tableAddress(stack) ?? node.address;
}

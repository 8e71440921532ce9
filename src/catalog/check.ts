/** Every rule that a stack must satisfy before anything of it is planned. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { capacityFaults, capacityReport, limitFaults } from "../rules/capacity.ts";
import type { Amounts, Budget, CapacityLine } from "../rules/capacity.ts";
import { dependencyFaults, findService, ringFaults } from "../rules/dependencies.ts";
import { portFault, referredFaults } from "../rules/endpoints.ts";
import { imageFaults } from "../rules/images.ts";
import type { ImageLock } from "../rules/images.ts";
import { nameFaults } from "../rules/names.ts";
import { placeFaults } from "../rules/places.ts";
import { familyFaults, gpuPlacementFaults } from "../rules/placement.ts";
import {
  failoverPorts,
  portCollisionFaults,
  portListFaults,
  portRangeFaults,
} from "../rules/ports.ts";
import { primaryFaults } from "../rules/primaries.ts";
import { referenceFaults } from "../rules/references.ts";
import {
  dividedDataFaults,
  proxyFaults,
  replicaFaults,
  standbyFaults,
  volumeFaults,
} from "../rules/services.ts";
import { voteFaults } from "../rules/votes.ts";
import { familyPlaces, gpuNodes, machineOf } from "./machines.ts";
import { needsOf, referencesOf } from "./needs.ts";
import { usesGpu } from "./resolve.ts";
import type { Service, ServiceChoice } from "./resolve.ts";
import type { StackName } from "./types.ts";

export interface StackPlan {
  stack: StackName;
  architecture: string;
  capacity: Amounts;
  /** The stack's own rows, choices applied. */
  services: readonly Service[];
  /** Every other stack's rows, as the catalogue has them. */
  others: readonly Service[];
  choices: Record<string, ServiceChoice>;
  lock: ImageLock;
  /** Of the ports that a service asks of another without its row saying so. */
  askedPurposes: (client: Service, server: Service) => readonly string[];
}

export function checkStack(plan: StackPlan): Fault[] {
  const enabled = plan.services.filter((service) => service.enabled);
  const all = [...plan.services, ...plan.others];
  // A row that is there twice has more faults, which tell nobody anything.
  const names = nameFaults(plan.services);
  if (names.length > 0) return names;
  return [
    ...choiceFaults(plan),
    ...gpuPlacementFaults(
      enabled.map((one) => ({ ...one, wantsGpu: usesGpu(one) })),
      gpuNodes(),
    ),
    // A service on the wrong side of a GPU has one fault, not two.
    ...familyFaults(
      plan.services.filter((one) => !usesGpu(one)),
      familyPlaces(),
    ),
    ...portRangeFaults(plan.services),
    ...portListFaults(plan.services),
    ...portCollisionFaults([...failoverPorts(plan.stack, plan.others), ...enabled]),
    ...referenceFaults(plan.services, all),
    ...dependencyFaults(plan.services, all),
    ...endpointFaults(plan),
    ...ringFaults(enabled),
    ...replicaFaults(enabled),
    ...standbyFaults(plan.services, all),
    ...dividedDataFaults(enabled),
    ...volumeFaults(plan.services),
    ...placeFaults(plan.services),
    ...proxyFaults(plan.services),
    ...primaryFaults(plan.services, all),
    ...voteFaults(all),
    ...imageFaults(enabled, plan.lock, plan.architecture),
    ...limitFaults(enabled, { ...plan, ...sharing(plan.stack) }),
    ...capacityFaults(plan.stack, stackCapacity(plan)),
  ];
}

/** Of the services of this stack, and of those of others that need one of its ports. */
function endpointFaults({ stack, services, others, askedPurposes }: StackPlan): Fault[] {
  const all = [...services, ...others];
  const running = all.filter(({ enabled }) => enabled);
  const own = running.filter(({ node }) => node === stack);
  const ports = running.flatMap((client) => {
    const asked = running.flatMap((server) =>
      askedPurposes(client, server).map((purpose) => ({ server, purpose })),
    );
    const referred = new Set(referencesOf(client).map(({ service }) => service));
    const needed = needsOf(client).flatMap(({ service, purpose }) => {
      const server = findService(running, client, service);
      // A service without ports may be waited for.
      const isAsked = referred.has(service) || (server?.ports.length ?? 0) > 0;
      return server && isAsked ? [{ server, purpose }] : [];
    });
    return [...needed, ...asked]
      .filter(({ server }) => client.node === stack || server.node === stack)
      .flatMap(({ server, purpose }) => portFault(client, server, purpose) ?? []);
  });
  return [...own.flatMap((client) => referredFaults(client, referencesOf(client), all)), ...ports];
}

export function stackCapacity({
  stack,
  services,
  capacity,
}: Pick<StackPlan, "stack" | "services" | "capacity">): CapacityLine[] {
  const consumers = services
    .filter(({ enabled }) => enabled)
    .map(({ name, resources, replicas }) => ({ name, limits: resources, count: replicas.count }));
  return capacityReport(consumers, { ...sharing(stack), capacity });
}

/** The shares that reservations may take, and the factors that make limits reservations. */
export function sharing(stack: StackName): Omit<Budget, "capacity"> {
  const { targets, reservation } = machineOf(stack);
  return { targets, factors: reservation };
}

function choiceFaults({ stack, services, choices }: StackPlan): Fault[] {
  return Object.entries(choices)
    .filter(([name]) => !services.some((service) => service.name === name))
    .map(([name, choice]) => ({
      path: `bev:services.${name}`,
      problem: `must be a service of ${stack}, got ${shown(choice)}`,
      fix: `see docs/services.md, or run pulumi config rm --path bev:services.${name} --stack ${stack}`,
    }));
}

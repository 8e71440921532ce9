/** Every rule that a stack must satisfy before anything of it is planned. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { capacityFaults, capacityReport } from "../rules/capacity.ts";
import type { Amounts, Budget, CapacityLine } from "../rules/capacity.ts";
import { dependencyFaults, ringFaults } from "../rules/dependencies.ts";
import { imageFaults } from "../rules/images.ts";
import type { ImageLock } from "../rules/images.ts";
import { familyFaults, gpuPlacementFaults } from "../rules/placement.ts";
import { failoverPorts, portCollisionFaults, portRangeFaults } from "../rules/ports.ts";
import { referenceFaults } from "../rules/references.ts";
import { proxyFaults, replicaFaults, volumeFaults } from "../rules/services.ts";
import { familyPlaces, gpuNodes, machineOf } from "./machines.ts";
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
}

export function checkStack(plan: StackPlan): Fault[] {
  const enabled = plan.services.filter((service) => service.enabled);
  const all = [...plan.services, ...plan.others];
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
    ...portCollisionFaults([...failoverPorts(plan.stack, plan.others), ...enabled]),
    ...referenceFaults(plan.services, all),
    ...dependencyFaults(plan.services, all),
    ...ringFaults(enabled),
    ...replicaFaults(enabled),
    ...volumeFaults(plan.services),
    ...proxyFaults(plan.services),
    ...imageFaults(enabled, plan.lock, plan.architecture),
    ...capacityFaults(plan.stack, stackCapacity(plan)),
  ];
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

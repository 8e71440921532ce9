/** What the services of a node reserve of it, and whether that fits. */
import type { Fault } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { ContainerInputs, Finding } from "./container.ts";
import { LEAST_MEMORY } from "./engine-values.ts";
import type { Cores, GpuUnits, Mebibytes } from "../lib/units.ts";

export interface Amounts {
  memory: Mebibytes;
  cpu: Cores;
  gpu: GpuUnits;
}

export type Resource = keyof Amounts;
export const resources: readonly Resource[] = ["memory", "cpu", "gpu"];

export interface Consumer {
  name: string;
  /** Limits of one instance. */
  limits: Amounts;
  /** Reservations of one instance. Absent: the node's share of its limits. */
  reserved?: Amounts;
  count: number;
}

export interface Target {
  warn?: number;
  fail: number;
}

/** Shares of a machine's capacity that reservations may take. */
export type Targets = Record<Resource, Target>;

export interface Budget {
  capacity: Amounts;
  targets: Targets;
  factors: { memory: number; cpu: number };
}

export interface CapacityLine {
  resource: Resource;
  reserved: number;
  limits: number;
  capacity: number;
  /** Reservations may take this much. */
  allowed: number;
  warn: boolean;
  exceeded: boolean;
  /** Largest first. */
  largest: { name: string; reserved: number }[];
}

/** Reservations of one instance: the documented figures x the node's factors; VRAM is not shared out. */
export function reservationOf(limits: Amounts, factors: Budget["factors"]): Amounts {
  return {
    memory: Math.round(limits.memory * factors.memory),
    cpu: round(limits.cpu * factors.cpu),
    gpu: limits.gpu,
  };
}

export function capacityReport(consumers: readonly Consumer[], budget: Budget): CapacityLine[] {
  return resources.map((resource) => {
    const shares = consumers.map(({ name, limits, reserved, count }) => ({
      name,
      reserved: round((reserved ?? reservationOf(limits, budget.factors))[resource] * count),
      limit: limits[resource] * count,
    }));
    const reserved = round(sum(shares.map((share) => share.reserved)));
    const capacity = budget.capacity[resource];
    const { warn = Infinity, fail } = budget.targets[resource];
    // A mebibyte is not divided.
    const allowed = resource === "memory" ? Math.floor(capacity * fail) : round(capacity * fail);
    return {
      resource,
      reserved,
      limits: round(sum(shares.map(({ limit }) => limit))),
      capacity,
      allowed,
      warn: reserved > capacity * warn,
      exceeded: reserved > allowed,
      largest: shares
        .filter((share) => share.reserved > 0)
        .sort((a, b) => b.reserved - a.reserved)
        .map(({ name, reserved: amount }) => ({ name, reserved: amount })),
    };
  });
}

interface Limited {
  name: string;
  node: string;
  family: string;
  resources: Amounts;
}

/** An Engine refuses more cores than its machine has, and less memory than its least. */
export function limitFaults(
  services: readonly Limited[],
  { capacity, factors }: Pick<Budget, "capacity" | "factors">,
): Fault[] {
  return services.flatMap(({ name, node, family, resources: limits }) => {
    const reserved = reservationOf(limits, factors).memory;
    const above = (["memory", "cpu"] as const).filter((one) => limits[one] > capacity[one]);
    const problems = [
      ...above.map((one) => ({
        at: one,
        problem: `must be at most ${String(capacity[one])} ${UNITS[one]}, all that ${node} has, got ${String(limits[one])}`,
      })),
      ...(reserved < LEAST_MEMORY
        ? [
            {
              at: "memory",
              problem: `must be enough to reserve ${String(LEAST_MEMORY)} MiB, the Engine's least, ${String(factors.memory)} of ${String(limits.memory)} is ${String(reserved)}`,
            },
          ]
        : []),
    ];
    return problems.map(({ at, problem }) => ({
      path: `${node}/${name}/resources/${at}`,
      problem,
      fix: `set it in src/catalog/${family}.ts`,
    }));
  });
}

const UNITS: Record<Resource, string> = { memory: "MiB", cpu: "cores", gpu: "GPU units" };
const NAMED = 3;

/** What a node has none of is a matter of placement, not of capacity. */
export function capacityFaults(node: string, report: readonly CapacityLine[]): Fault[] {
  return capacityFindings(report).map(({ at, problem, fix }) => ({
    path: `${node}/${at}`,
    problem,
    fix,
  }));
}

export function capacityFindings(report: readonly CapacityLine[]): (Finding & { fix: string })[] {
  return report
    .filter(({ exceeded, capacity }) => exceeded && capacity > 0)
    .map(({ resource, reserved, capacity, allowed, largest }) => {
      const unit = UNITS[resource];
      const share = Math.round((allowed / capacity) * 100);
      const consumers = largest
        .slice(0, NAMED)
        .map(({ name, reserved: amount }) => `${name} ${String(amount)}`)
        .join(", ");
      return {
        at: `capacity/${resource}`,
        problem:
          `reservations must be at most ${String(allowed)} ${unit} (${String(share)} % of ` +
          `${String(capacity)}), are ${String(reserved)}, ${String(round(reserved - allowed))} too many`,
        fix: `lower or disable a service; the largest are ${consumers}`,
      };
    });
}

/**
 * How many times the capacity the limits may add up to. At 2, half of all services may reach their
 * memory limits at once before the machine runs out. Processor time is shared: at 4, each still
 * gets a quarter of its limit when all are busy. VRAM is reserved as a whole.
 */
const OVERCOMMIT = { memory: 2, cpu: 4, gpu: Infinity } satisfies Record<Resource, number>;

export function overcommitFindings(report: readonly CapacityLine[]): Finding[] {
  return report
    .filter(({ resource, limits, capacity }) => limits > capacity * OVERCOMMIT[resource])
    .map(({ resource, limits, capacity }) => {
      const ratio = (limits / capacity).toFixed(2);
      const most = `${String(OVERCOMMIT[resource])} x ${String(capacity)} ${UNITS[resource]}`;
      return {
        at: `limits/${resource}`,
        problem: `limits must be at most ${most}, are ${String(limits)}, ${ratio} x`,
      };
    });
}

/** The Engine's unit of CPU weight: what a container may get of one core. */
const SHARES_PER_CORE = 1024;
const FEWEST_SHARES = 2;

export function sharesOf(cores: Cores): number {
  return Math.max(FEWEST_SHARES, Math.round(cores * SHARES_PER_CORE));
}

export function coresOf(shares: number): Cores {
  return shares / SHARES_PER_CORE;
}

/** What a container has for sure, and what it may have; without a limit, all of its node. */
export function consumerOf(
  name: string,
  container: ContainerInputs,
  capacity: Amounts,
): Required<Consumer> {
  const { memory, memoryReservation, cpus, cpuShares } = container;
  return {
    name,
    limits: {
      memory: memory && memory > 0 ? memory : capacity.memory,
      cpu: Number(cpus ?? 0) > 0 ? Number(cpus) : capacity.cpu,
      gpu: 0,
    },
    reserved: {
      memory: memoryReservation ?? 0,
      cpu: coresOf(cpuShares ?? 0),
      gpu: 0,
    },
    count: 1,
  };
}

/** Reservations are there, and none is above its limit. */
export function reservationFindings(container: ContainerInputs): Finding[] {
  const { memory, memoryReservation, cpus, cpuShares } = container;
  const most = Math.round(Number(cpus ?? 0) * SHARES_PER_CORE);
  return [
    ...rangeFindings("memoryReservation", memoryReservation, 1, memory ?? 0, "MiB"),
    ...rangeFindings("cpuShares", cpuShares, FEWEST_SHARES, most, "shares"),
  ];
}

/** `most`: 0 or less where there is no limit. */
function rangeFindings(
  at: string,
  found: number | null | undefined,
  fewest: number,
  most: number,
  unit: string,
): Finding[] {
  const isAbove = most > 0 && (found ?? 0) > most;
  if ((found ?? 0) >= fewest && !isAbove) return [];
  const range = most > 0 ? `${String(fewest)} to ${String(most)}` : `${String(fewest)} or more`;
  return [finding(at, `${range} ${unit}`, found ?? undefined)];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** To a thousandth: sums of decimals stay comparable with what people write. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** What the services of a node reserve of it, and whether that fits. */
import type { Fault } from "../lib/faults.ts";
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
  count: number;
}

export interface Budget {
  capacity: Amounts;
  targets: Record<Resource, { warn?: number; fail: number }>;
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
    const shares = consumers.map(({ name, limits, count }) => ({
      name,
      reserved: round(reservationOf(limits, budget.factors)[resource] * count),
      limit: limits[resource] * count,
    }));
    const reserved = round(sum(shares.map((share) => share.reserved)));
    const capacity = budget.capacity[resource];
    const { warn, fail } = budget.targets[resource];
    // A mebibyte is not divided.
    const allowed = resource === "memory" ? Math.floor(capacity * fail) : round(capacity * fail);
    return {
      resource,
      reserved,
      limits: round(sum(shares.map(({ limit }) => limit))),
      capacity,
      allowed,
      warn: warn !== undefined && reserved > capacity * warn,
      exceeded: reserved > allowed,
      largest: shares
        .filter((share) => share.reserved > 0)
        .sort((a, b) => b.reserved - a.reserved)
        .map(({ name, reserved: amount }) => ({ name, reserved: amount })),
    };
  });
}

const UNITS: Record<Resource, string> = { memory: "MiB", cpu: "cores", gpu: "GPU units" };
const NAMED = 3;

/** What a node has none of is a matter of placement, not of capacity. */
export function capacityFaults(node: string, report: readonly CapacityLine[]): Fault[] {
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
        path: `${node}/capacity/${resource}`,
        problem:
          `reservations must be at most ${String(allowed)} ${unit} (${String(share)} % of ` +
          `${String(capacity)}), are ${String(reserved)}, ${String(round(reserved - allowed))} too many`,
        fix: `lower or disable a service; the largest are ${consumers}`,
      };
    });
}

/**
 * The largest twentieth with which the sum of the limits stays within the share of the capacity.
 * This is how the node table's reservation factors are found.
 */
export function largestFactor(limits: number, capacity: number, share: number): number {
  return Math.min(1, Math.floor(((capacity * share) / limits) * 20 + 1e-9) / 20);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** To a thousandth: sums of decimals stay comparable with what people write. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

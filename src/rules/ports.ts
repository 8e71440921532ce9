/** Ports of one node. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { bindsEverywhere } from "./addresses.ts";

interface PublishedPort {
  container: number;
  external: number | undefined;
  protocol: string;
}

interface PortUser {
  name: string;
  node: string;
  family: string;
  ports: readonly PublishedPort[];
}

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

export function portRangeFaults(services: readonly PortUser[]): Fault[] {
  return services.flatMap(({ name, node, family, ports }) =>
    ports.flatMap(({ container, external }, index) =>
      [...new Set([container, external])]
        .filter((port) => port !== undefined && !isPort(port))
        .map((port) => ({
          path: `${node}/${name}/ports/${String(index)}`,
          problem: `must be 1-65535, got ${shown(port)}`,
          fix: `set it in src/catalog/${family}.ts`,
        })),
    ),
  );
}

interface PortSayer {
  name: string;
  node: string;
  family: string;
  ports: readonly (PublishedPort & { purpose: string })[];
  failover?: { published: readonly number[] };
}

/** Each port and each purpose is said once, and for each that is published, where it is in a fail-over. */
export function portListFaults(services: readonly PortSayer[]): Fault[] {
  return services.flatMap(({ name, node, family, ports, failover }) => {
    const isLater = (index: number, isSame: (other: (typeof ports)[number]) => boolean) =>
      ports.slice(0, index).some(isSame);
    const twice = ports.flatMap(({ container, protocol, purpose }, index) => [
      ...(isLater(index, (one) => one.container === container && one.protocol === protocol)
        ? [{ at: `${String(index)}/container`, what: `${String(container)}/${protocol}` }]
        : []),
      ...(isLater(index, (one) => one.purpose === purpose)
        ? [{ at: `${String(index)}/purpose`, what: shown(purpose) }]
        : []),
    ]);
    const count = ports.filter(({ external }) => external !== undefined).length;
    const fix = `set it in src/catalog/${family}.ts`;
    return [
      ...twice.map(({ at, what }) => ({
        path: `${node}/${name}/ports/${at}`,
        problem: `must be there once, ${what} is there twice`,
        fix,
      })),
      ...(failover && failover.published.length !== count
        ? [
            {
              path: `${node}/${name}/failover/published`,
              problem: `must be ${String(count)} ports, one for each that is published, got ${shown(failover.published)}`,
              fix,
            },
          ]
        : []),
    ];
  });
}

interface FailingOver {
  name: string;
  node: string;
  family: string;
  enabled: boolean;
  failover?: { node: string; published: readonly number[] };
}

/** What services of other nodes publish on this one while theirs is down. */
export function failoverPorts(node: string, others: readonly FailingOver[]): PortUser[] {
  return others.flatMap(({ name, node: home, family, enabled, failover }) => {
    if (!enabled || failover?.node !== node) return [];
    const ports = failover.published.map((port) => ({
      container: port,
      external: port,
      protocol: "tcp",
    }));
    return [{ name: `${name} (failed over from ${home})`, node, family, ports }];
  });
}

/** A port as the component of a machine states it: who takes it in a fail-over. */
export interface ReservedPort {
  name: string;
  external: number;
}

export function reservedPorts(node: string, others: readonly FailingOver[]): ReservedPort[] {
  return failoverPorts(node, others).flatMap(({ name, ports }) =>
    ports.flatMap(({ external }) => (external === undefined ? [] : [{ name, external }])),
  );
}

export function portCollisionFaults(services: readonly PortUser[]): Fault[] {
  const published = services.flatMap(({ name, node, family, ports }) =>
    ports.flatMap(({ external, protocol }) =>
      external === undefined ? [] : [{ name, node, family, external, protocol }],
    ),
  );
  return collisionsOf(published).map(({ binding, other }) => ({
    path: `${binding.node}/${binding.name}/ports/${String(binding.external)}`,
    problem: collisionProblem(binding.node, other.name),
    fix: `give one of them another \`published\` port in src/catalog/${binding.family}.ts`,
  }));
}

export function collisionProblem(node: string, other: string): string {
  return `must be free on ${node}, is published by ${other} too`;
}

export interface Binding {
  node: string;
  /** Absent: on all addresses of the node. */
  ip?: string | null | undefined;
  external: number;
  /** Absent: tcp. */
  protocol?: string | null | undefined;
}

/** Each binding that an earlier one has taken, and which one that is. */
export function collisionsOf<B extends Binding>(
  bindings: readonly B[],
): { binding: B; other: B }[] {
  return bindings.flatMap((binding, index) => {
    const other = bindings.slice(0, index).find((earlier) => collide(earlier, binding));
    return other ? [{ binding, other }] : [];
  });
}

function collide(a: Binding, b: Binding): boolean {
  const sameAddress =
    bindsEverywhere(a.ip ?? undefined) || bindsEverywhere(b.ip ?? undefined) || a.ip === b.ip;
  return (
    sameAddress &&
    a.node === b.node &&
    a.external === b.external &&
    (a.protocol ?? "tcp").toLowerCase() === (b.protocol ?? "tcp").toLowerCase()
  );
}

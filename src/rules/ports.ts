/** Ports of one node. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";

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
      [container, external]
        .filter((port) => port !== undefined && !isPort(port))
        .map((port) => ({
          path: `${node}/${name}/ports/${String(index)}`,
          problem: `must be 1-65535, got ${shown(port)}`,
          fix: `set it in src/catalog/${family}.ts`,
        })),
    ),
  );
}

export function portCollisionFaults(services: readonly PortUser[]): Fault[] {
  const taken = new Map<string, string>();
  return services.flatMap(({ name, node, family, ports }) =>
    ports.flatMap(({ external, protocol }) => {
      if (external === undefined) return [];
      const key = `${node}/${String(external)}/${protocol}`;
      const other = taken.get(key);
      taken.set(key, other ?? name);
      if (other === undefined) return [];
      return [
        {
          path: `${node}/${name}/ports/${String(external)}`,
          problem: `must be free on ${node}, is published by ${other} too`,
          fix: `give one of them another \`published\` port in src/catalog/${family}.ts`,
        },
      ];
    }),
  );
}

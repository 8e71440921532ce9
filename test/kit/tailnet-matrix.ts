/**
 * What the policy must let through, cell by cell: every source, machine, protocol and port by itself,
 * without anything that the grants are put together with.
 */
import type { Service } from "../../src/catalog/resolve.ts";
import { isPort } from "../../src/rules/ports.ts";
import { connectionsOf, OPERATORS, tagsOf } from "../../src/access/tailnet/connections.ts";
import type { Protocol } from "../../src/access/tailnet/connections.ts";
import { askedPurposes } from "../../src/software/index.ts";

export interface Cell {
  /** A machine's tag, or a group of people. */
  src: string;
  /** A machine's tag. */
  dst: string;
  protocol: Protocol;
  port: number;
  allowed: boolean;
  /** Who needs it; empty for a cell that is denied. */
  clients: string[];
}

/** No row publishes them: first and last, ssh and its neighbours, DNS, Docker's API, Tailscale's own. */
const UNPUBLISHED = [1, 21, 22, 23, 53, 2375, 2376, 41641, 65535];

/**
 * Ports that any row publishes, whether enabled or not, and those beside them are asked of every
 * machine.
 *
 * @param services every row of all stacks, choices applied
 */
export function expectedMatrix(services: readonly Service[]): Cell[] {
  const connections = connectionsOf(services, askedPurposes);
  const tags = tagsOf(services);
  const ports = portsOf(services);
  return [OPERATORS, ...tags].flatMap((src) =>
    tags.flatMap((dst) =>
      (["tcp", "udp"] as const).flatMap((protocol) =>
        ports.map((port) => {
          const clients = connections
            .filter((one) => one.src === src && one.dst === dst)
            .filter((one) => one.protocol === protocol && one.port === port)
            .map(({ client }) => client);
          return { src, dst, protocol, port, allowed: clients.length > 0, clients };
        }),
      ),
    ),
  );
}

function portsOf(services: readonly Service[]): number[] {
  const published = services.flatMap(({ ports, failover }) => [
    ...ports.flatMap(({ container, external }) => [container, external ?? container]),
    ...(failover?.published ?? []),
  ]);
  const near = published.flatMap((port) => [port - 1, port, port + 1]).filter(isPort);
  return [...new Set([...near, ...UNPUBLISHED])].sort((a, b) => a - b);
}

/** Proxies that send their clients to the one of several servers that is written to (ADR-0032). */
import type { Fault } from "../lib/faults.ts";
import { findService } from "./dependencies.ts";

interface Placed {
  name: string;
  node: string;
}

interface Proxying extends Placed {
  primaries?: readonly string[];
}

interface Row extends Proxying {
  family: string;
  image: { software: string };
}

/** The servers behind a proxy, in the order of its row. */
export function primariesOf<S extends Placed>(proxy: Placed & Proxying, all: readonly S[]): S[] {
  return (proxy.primaries ?? []).flatMap((name) => findService(all, proxy, name) ?? []);
}

/** Who shows a certificate to the clients of a service: its own server, or those behind the proxy. */
export function serversOf<S extends Proxying>(service: S, all: readonly S[]): S[] {
  return service.primaries ? primariesOf(service, all) : [service];
}

/** The proxies by which clients come to a server. */
export function proxiesOf<S extends Proxying & { enabled: boolean }>(
  server: Placed,
  all: readonly S[],
): S[] {
  const isServer = ({ name, node }: Placed) => name === server.name && node === server.node;
  return all.filter((one) => one.enabled && primariesOf(one, all).some(isServer));
}

/** A proxy is pointed to a node: each of its servers has one of its own, and they speak alike. */
export function primaryFaults(services: readonly Row[], all: readonly Row[]): Fault[] {
  return services.flatMap((proxy) => {
    const servers = primariesOf(proxy, all);
    const count = (of: (one: Row) => string) => new Set(servers.map(of)).size;
    const isOneEach = count(({ node }) => node) === servers.length;
    if (isOneEach && count(({ image }) => image.software) <= 1) return [];
    const found = servers.map(({ name, node, image }) => `${name} (${image.software} on ${node})`);
    return [
      {
        path: `${proxy.node}/${proxy.name}/primaries`,
        problem: `must be services of one product, each on a node of its own, got ${found.join(", ")}`,
        fix: `set it in src/catalog/${proxy.family}.ts`,
      },
    ];
  });
}

/** What a stack's services are rendered from, and how they find each other. */
import { zones } from "../catalog/defaults.ts";
import type { Zone } from "../catalog/defaults.ts";
import { VAULT } from "../catalog/needs.ts";
import type { Receivers } from "../catalog/receivers.ts";
import type { Service } from "../catalog/resolve.ts";
import { UserError } from "../lib/error.ts";
import type { Fault } from "../lib/faults.ts";
import { formatFault } from "../lib/faults.ts";
import { findService } from "../rules/dependencies.ts";
import type { ImageLock } from "../rules/images.ts";
import { proxiesOf } from "../rules/primaries.ts";

/** Where a service is deployed, as far as its container's arguments depend on it. */
export interface Site {
  stack: string;
  /** The node's address on the tailnet: ports are bound there and nowhere else. */
  address: string;
  /**
   * What stands for the node, if not the node: an Engine refuses more than its machine has, one that is
   * three nodes checks its services less often, and one of several on a machine has a socket of its own.
   */
  machine?:
    | {
        cores: number;
        gpus: number;
        checkSeconds?: number | undefined;
        engineSocket?: string | undefined;
      }
    | undefined;
  prefix: string;
  dataRoot: string;
}

export interface StackSite extends Site {
  registry: string;
  lock: ImageLock;
  factors: { memory: number; cpu: number };
  /** Every enabled service of this stack. */
  services: readonly Service[];
  /** Every row of the other stacks, and where their nodes are. */
  others: readonly Service[];
  addressOf: (stack: string) => string;
  /** Who is told of alerts: where Alertmanager is. */
  receivers?: Receivers;
  /** By `service/secret`, `service/certificate` or AppRole: how often it was rotated. */
  rotated?: Readonly<Record<string, number>>;
}

export interface ZoneNetwork {
  subnet: string;
  gateway: string;
}

/** Each trust zone of a node takes one /24; `subnetBase` is the third octet of its first. */
export function zoneNetwork(subnetBase: number, zone: Zone): ZoneNetwork {
  const octets = `172.30.${String(subnetBase + zones.indexOf(zone))}`;
  return { subnet: `${octets}.0/24`, gateway: `${octets}.1` };
}

/**
 * Its own trust zone, and those of what it needs on this node.
 *
 * @param asked what it asks there without its row saying so
 */
export function zonesOf(
  service: Service,
  services: readonly Service[],
  asked: readonly Service[] = [],
): Zone[] {
  const needed = [...service.dependsOn, ...(service.vault ? [VAULT.service] : [])].flatMap(
    (name) => services.find((one) => one.name === name)?.zone ?? [],
  );
  return [...new Set([service.zone, ...needed, ...asked.map(({ zone }) => zone)])].sort();
}

/** Somebody is told of a service or a port that is not there. */
export class EndpointError extends UserError {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(formatFault(fault));
    this.fault = fault;
  }
}

/**
 * `host:port` of a service as another one of this stack reaches it: by name on the same node, by the
 * node's address elsewhere.
 */
export function endpointOf(
  site: Pick<StackSite, "stack" | "services" | "others" | "addressOf">,
  name: string,
  purpose?: string,
): string {
  const found = findService([...site.services, ...site.others], { node: site.stack }, name);
  const port = found?.ports.find((one) => purpose === undefined || one.purpose === purpose);
  if (!found || !port) {
    const problem = `must be a service with ${purpose ? `a port for ${purpose}` : "a port"}, is none`;
    const path = `${site.stack}/endpoints/${name}`;
    throw new EndpointError({ path, problem, fix: "set it in src/catalog" });
  }
  if (found.node === site.stack) return `${name}:${String(port.container)}`;
  return `${site.addressOf(found.node)}:${String(port.external ?? port.container)}`;
}

/** `host:port` of a service from outside all containers, as the machine that deploys reaches it. */
export function publishedAt(
  { stack, address, services, others, addressOf }: StackSite,
  name: string,
): string | undefined {
  const found = findService([...services, ...others], { node: stack }, name);
  const port = found?.ports[0]?.external;
  if (!found || port === undefined) return undefined;
  return `${found.node === stack ? address : addressOf(found.node)}:${String(port)}`;
}

/** By what else clients know a service of this stack: the proxies before it, by name and by their nodes' addresses. */
export function proxyHosts(
  { stack, address, services, others, addressOf }: StackSite,
  name: string,
): string[] {
  return proxiesOf({ name, node: stack }, [...services, ...others]).flatMap((proxy) => [
    proxy.name,
    proxy.node === stack ? address : addressOf(proxy.node),
  ]);
}

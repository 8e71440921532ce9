/**
 * Connections between machines. A machine has one address on the tailnet for all of its containers, so a tag
 * stands for a machine; traffic inside a machine does not use the tailnet.
 */
import { needsOf } from "../../catalog/needs.ts";
import type { Port, Service } from "../../catalog/resolve.ts";
import type { StackName } from "../../catalog/types.ts";
import { formatFault } from "../../lib/faults.ts";
import { findService } from "../../rules/dependencies.ts";
import { portFault } from "../../rules/endpoints.ts";

export type Protocol = Port["protocol"];

/** A port of a machine. */
export interface Door {
  /** The machine's tag. */
  dst: string;
  protocol: Protocol;
  port: number;
  /** What answers there: a service and the port's purpose. */
  answers: string;
}

export interface Connection extends Door {
  /** A machine's tag, or a group of people. */
  src: string;
  /** The service that connects, or who the people are. */
  client: string;
}

export type AskedPurposes = (client: Service, server: Service) => readonly string[];

/** They run Pulumi, which reaches each Docker Engine through ssh. */
export const OPERATORS = "group:operators";
const SSH_PORT = 22;

function tagOf(stack: StackName): string {
  return `tag:${stack}`;
}

/** Tags of the machines on which something runs, or would while another one is down. */
export function tagsOf(services: readonly Service[]): string[] {
  const machines = enabledOf(services).flatMap(({ node, failover }) =>
    failover ? [node, failover.node] : [node],
  );
  return [...new Set(machines.map(tagOf))].sort();
}

/**
 * Each once, in no order that matters.
 *
 * @param services every row of all stacks, choices applied; those that are not enabled count for nothing
 * @param askedPurposes of the ports that a service asks of another without its row saying so
 * @throws Error when a service needs a port of another machine that is not published there
 */
export function connectionsOf(
  services: readonly Service[],
  askedPurposes: AskedPurposes,
): Connection[] {
  const all = situations(services).flatMap((running) => [
    ...running.flatMap((client) => connectionsFrom(client, running, askedPurposes)),
    ...operatorConnections(running),
  ]);
  return unique(all, ({ src, client, ...door }) => `${src} ${client} ${keyOf(door)}`);
}

/** Without those from and to isolated machines, but operators' ssh, by which their evidence is looked at. */
export function withoutIsolated(
  connections: readonly Connection[],
  isolated: readonly StackName[],
): Connection[] {
  const cut = isolated.map(tagOf);
  const isSsh = ({ src, port }: Connection) => src === OPERATORS && port === SSH_PORT;
  return connections.filter(
    (one) => isSsh(one) || ![one.src, one.dst].some((end) => cut.includes(end)),
  );
}

/** Everything that a client that is let through can reach on a machine. */
export function doorsOf(services: readonly Service[]): Door[] {
  const published = situations(services).flatMap((running) => running.flatMap(publishedDoors));
  return unique([...sshDoors(services), ...published], keyOf);
}

/** Its own node is another than the catalogue says while that one is down. */
type Running = Service & { failedOverFrom?: StackName };

/** What runs where: with all machines up, and with each one down that others stand in for. */
function situations(services: readonly Service[]): Running[][] {
  const enabled = enabledOf(services);
  const leavable = new Set(enabled.filter(({ failover }) => failover).map(({ node }) => node));
  return [enabled, ...[...leavable].map((down) => runningWithout(enabled, down))];
}

function runningWithout(services: readonly Service[], down: StackName): Running[] {
  return services.flatMap((service) => {
    if (service.node !== down) return [service];
    const { failover } = service;
    if (!failover) return [];
    const ports = service.ports
      .filter(({ external }) => external !== undefined)
      .map((port, index) => ({ ...port, external: failover.published[index] }));
    return [{ ...service, node: failover.node, ports, failedOverFrom: down }];
  });
}

function connectionsFrom(
  client: Running,
  running: readonly Running[],
  askedPurposes: AskedPurposes,
): Connection[] {
  const needs = needsOf(client).flatMap(({ service, purpose }) => {
    const server = findService(running, client, service);
    return server ? [{ server, purpose }] : [];
  });
  const asked = running.flatMap((server) =>
    askedPurposes(client, server).map((purpose) => ({ server, purpose })),
  );
  return [...needs, ...asked]
    .filter(({ server }) => server.node !== client.node)
    .flatMap(({ server, purpose }) => {
      const door = doorTo(server, purpose, client);
      return door ? [{ src: tagOf(client.node), client: titleOf(client), ...door }] : [];
    });
}

/** Undefined for a service without ports: there is an order to start in, and nothing to connect to. */
function doorTo(server: Running, purpose: string | undefined, client: Running): Door | undefined {
  if (server.ports.length === 0) return undefined;
  const fault = portFault({ ...client, name: titleOf(client) }, server, purpose);
  if (fault) throw new Error(formatFault(fault));
  const port = server.ports.find((one) => purpose === undefined || one.purpose === purpose);
  return port?.external === undefined ? undefined : doorAt(server, port.external, port);
}

function operatorConnections(running: readonly Running[]): Connection[] {
  const people = { src: OPERATORS, client: "operators" };
  const doors = running.flatMap((service) =>
    publishedDoors({ ...service, ports: service.ports.filter(({ operators }) => operators) }),
  );
  return [...sshDoors(running), ...doors].map((door) => ({ ...people, ...door }));
}

function sshDoors(services: readonly Service[]): Door[] {
  return tagsOf(services).map((dst) => ({ dst, protocol: "tcp", port: SSH_PORT, answers: "ssh" }));
}

function publishedDoors(service: Running): Door[] {
  return service.ports.flatMap((port) =>
    port.external === undefined ? [] : [doorAt(service, port.external, port)],
  );
}

function doorAt(service: Running, port: number, { protocol, purpose }: Port): Door {
  return { dst: tagOf(service.node), protocol, port, answers: `${titleOf(service)} ${purpose}` };
}

function titleOf({ name, failedOverFrom }: Running): string {
  return failedOverFrom === undefined ? name : `${name} (failed over from ${failedOverFrom})`;
}

function enabledOf(services: readonly Service[]): Service[] {
  return services.filter(({ enabled }) => enabled);
}

function keyOf({ dst, protocol, port }: Door): string {
  return `${dst} ${protocol} ${String(port)}`;
}

function unique<T>(all: readonly T[], key: (one: T) => string): T[] {
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

/** What the picture of the platform shows: enabled services by stack and family, and what each needs. */
import { families } from "../../src/catalog/families.ts";
import type { Family } from "../../src/catalog/families.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { Port, Service } from "../../src/catalog/resolve.ts";
import { usesGpu } from "../../src/catalog/resolve.ts";
import type { GpuUnits } from "../../src/lib/units.ts";
import { findService } from "../../src/rules/dependencies.ts";

/** A stack as its file and the catalogue describe it. */
export interface GraphedStack {
  stack: StackName;
  /** What to say of its machine, in one line. */
  machine: string;
  /** Choices applied; those that are not enabled are left out of the picture. */
  services: readonly Service[];
}

export interface PlatformGraph {
  stacks: GraphStack[];
  dependencies: Dependency[];
}

export interface GraphStack {
  name: StackName;
  machine: string;
  groups: FamilyGroup[];
}

/** The services of one family on one stack. */
export interface FamilyGroup {
  family: Family;
  services: GraphService[];
}

export interface GraphService {
  id: string;
  name: string;
  stack: StackName;
  family: Family;
  count: number;
  /** Each published port as `5432 sql`. */
  ports: string[];
  /** Absent: it gets no share of the graphics card. */
  gpu?: GpuUnits;
  /** The proxy that passes requests to it. */
  behind?: string;
}

export interface Dependency {
  /** Ids of services. */
  from: string;
  to: string;
  crossStack: boolean;
  /** Where it is reached, as `5432 sql`; absent where no row says which of several ports it is. */
  port?: string;
}

export function platformGraph(stacks: readonly GraphedStack[]): PlatformGraph {
  const all = stacks.flatMap(({ services }) => services).filter(({ enabled }) => enabled);
  return {
    stacks: stacks.map(({ stack, machine }) => ({
      name: stack,
      machine,
      groups: groupsOf(all.filter(({ node }) => node === stack)),
    })),
    dependencies: all.flatMap((service) => dependenciesOf(service, all)),
  };
}

export function servicesOf({ groups }: GraphStack): GraphService[] {
  return groups.flatMap(({ services }) => services);
}

function groupsOf(services: readonly Service[]): FamilyGroup[] {
  return families
    .map((family) => ({
      family,
      services: services.filter((one) => one.family === family).map(graphService),
    }))
    .filter((group) => group.services.length > 0);
}

function graphService(service: Service): GraphService {
  const { name, node, family, replicas, ports, resources, behind } = service;
  return {
    id: idOf(service),
    name,
    stack: node,
    family,
    count: replicas.count,
    ports: ports.filter(({ external }) => external !== undefined).map(portText),
    ...(usesGpu(service) && { gpu: resources.gpu }),
    ...(behind !== undefined && { behind }),
  };
}

/** Names are those of one stack: several have a node-exporter. */
function idOf({ node, name }: Service): string {
  return `${node}/${name}`;
}

/** Services that it waits for, or whose address it is given. */
function dependenciesOf(service: Service, all: readonly Service[]): Dependency[] {
  const endpoints = Object.values(service.env).flatMap((value) =>
    typeof value === "object" && "endpoint" in value ? [value] : [],
  );
  const given = endpoints.map(({ endpoint }) => endpoint);
  const names = new Set([...service.dependsOn, ...given, ...(service.primaries ?? [])]);
  return [...names].flatMap((name) => {
    const needed = findService(all, service, name);
    if (!needed) return [];
    const purposes = endpoints.filter(({ endpoint }) => endpoint === name);
    const port = portOf(needed, purposes[0]);
    return {
      from: idOf(service),
      to: idOf(needed),
      crossStack: needed.node !== service.node,
      ...(port && { port: portText(port) }),
    };
  });
}

/** An endpoint without a purpose means the first port; without an endpoint, only one port is no guess. */
function portOf({ ports }: Service, endpoint: { purpose?: string } | undefined): Port | undefined {
  if (!endpoint) return ports.length === 1 ? ports[0] : undefined;
  const { purpose } = endpoint;
  return ports.find((port) => purpose === undefined || port.purpose === purpose);
}

function portText({ container, external, protocol, purpose }: Port): string {
  return [String(external ?? container), protocol === "udp" ? "udp" : "", purpose]
    .filter(Boolean)
    .join(" ");
}

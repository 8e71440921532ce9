/**
 * The facts about machines that policies rely on, written a second time on purpose: a change of
 * `Pulumi.<node>.yaml` alone must not move a service to another machine. A target passes its own facts.
 */
import type { PolicyConfigJSONSchema } from "@pulumi/policy/schema.js";
import { readRegionMachines } from "../../src/lib/region-machines.ts";
import type { RegionMachine, RegionMachines } from "../../src/lib/region-machines.ts";
import type { Amounts, Targets } from "../../src/rules/capacity.ts";
import type { FamilyPlaces } from "../../src/rules/placement.ts";
import type { Resource } from "./resource.ts";

export interface Machine extends EngineFacts {
  /** Families of services that may run there. */
  families: readonly string[];
  /** Shares of its capacity that reservations may take. */
  targets: Targets;
  /** Nothing elsewhere may need it. */
  isOnDemand?: true;
  /** Of these, which are there on demand, its stack may read what they have published: it goes on without. */
  mayRead?: readonly string[];
}

/** What a target says of the machine that stands for a node. */
export interface EngineFacts {
  /** Docker Engine, as the docker provider names it. */
  host: string;
  /** Ports may be bound there. */
  address: string;
  architecture: string;
  /** MiB, cores, and units of one GB of VRAM. */
  capacity: Amounts;
  /** Where rendered configuration lies. Absent: where production has it. */
  dataRoot?: string;
  /** Holds BEV's own images. Absent: production's. */
  registry?: string;
  /** Begins the names of containers and volumes. Absent: production's. */
  prefix?: string;
}

/** By stack: the nodes, and the edge regions that are in use. */
export type Site = Readonly<Record<string, Machine>>;

const nodes: Site = {
  oracle1: {
    host: "ssh://oracle1",
    address: "100.96.197.84",
    architecture: "arm64",
    capacity: { memory: 22_528, cpu: 4, gpu: 0 },
    families: [
      ...["database", "edge", "monitoring", "network"],
      ...["osint", "recovery", "secrets", "workflow"],
    ],
    targets: {
      memory: { warn: 0.7, fail: 0.75 },
      cpu: { warn: 0.7, fail: 0.75 },
      gpu: { fail: 0 },
    },
    mayRead: ["starlord"],
  },
  thanos: {
    host: "ssh://thanos",
    address: "100.122.12.53",
    architecture: "amd64",
    capacity: { memory: 63_488, cpu: 24, gpu: 10 },
    families: [
      ...["database", "gpu-ai", "mcp", "monitoring", "network"],
      ...["osint", "queue", "recovery", "secrets", "workflow"],
    ],
    targets: { memory: { fail: 0.8 }, cpu: { fail: 0.8 }, gpu: { fail: 0.8 } },
  },
  starlord: {
    host: "ssh://starlord",
    address: "100.122.12.54",
    architecture: "amd64",
    capacity: { memory: 8192, cpu: 6, gpu: 0 },
    families: ["dev", "mcp", "monitoring", "network", "recovery", "secrets"],
    targets: { memory: { fail: 0.6 }, cpu: { fail: 0.6 }, gpu: { fail: 0 } },
    isOnDemand: true,
  },
};

/** What an edge region's machine may run and set aside. */
const edge: Pick<Machine, "families" | "targets"> = {
  families: ["edge"],
  targets: { memory: { fail: 0.8 }, cpu: { fail: 0.8 }, gpu: { fail: 0 } },
};

/** Their machines have a table of their own, apart from the stack files (ADR-0024). None has a graphics card. */
export function regionSite(machines: RegionMachines): Site {
  const regions = Object.entries(machines) as [string, RegionMachine][];
  return Object.fromEntries(
    regions.map(([stack, { host, address, architecture, memoryMebibytes, cores }]) => {
      const capacity = { memory: memoryMebibytes, cpu: cores, gpu: 0 };
      return [stack, { host, address, architecture, capacity, ...edge }];
    }),
  );
}

export const productionSite: Site = { ...nodes, ...regionSite(readRegionMachines()) };

/** A target's machines: its Engines, and what stays true of the nodes that they stand for. */
export function siteOf(engines: Readonly<Record<string, EngineFacts>>): Site {
  return Object.fromEntries(
    Object.entries(engines).map(([stack, facts]) => {
      const known = productionSite[stack] ?? edge;
      return [stack, { ...known, ...facts }];
    }),
  );
}

/** Machines that have a graphics card. */
export function gpuNodes(site: Site): string[] {
  return named(site).flatMap(([name, { capacity }]) => (capacity.gpu > 0 ? [name] : []));
}

/** Not the regions. */
export function nodeNames(site: Site): string[] {
  return Object.keys(site).filter((name) => !name.startsWith("edge-"));
}

/** By machine, and `edge` for every region. */
export function familyPlaces(site: Site): FamilyPlaces {
  const all = { ...productionSite, ...site };
  const places = nodeNames(all).map((name) => [name, all[name]?.families ?? []] as const);
  return { ...Object.fromEntries(places), edge: edge.families };
}

/** Names and addresses of the machines that are there on demand only, without `own`. */
export function onDemandNames(site: Site, own: string): string[] {
  return named(site).flatMap(([name, { isOnDemand, address }]) =>
    isOnDemand && name !== own ? [name, address] : [],
  );
}

/** Those of them that the stack of a machine may read of. */
export function mayRead(site: Site, own: string): readonly string[] {
  return { ...productionSite, ...site }[own]?.mayRead ?? [];
}

/** Production's machines too where a target has only some of them. */
function named(site: Site): [string, Machine][] {
  return Object.entries({ ...productionSite, ...site });
}

/**
 * The node whose Docker Engine runs a resource: by the host of its provider, never by the stack that
 * declares it. Where several share one Engine, as in a target, it is the stack's own.
 * @returns undefined when no machine of the site has that Engine, or no provider is given
 */
export function engineNode(site: Site, { stack, provider }: Resource): string | undefined {
  const host = provider?.inputs["host"];
  const nodes = Object.keys(site).filter((node) => site[node]?.host === host);
  return nodes.includes(stack) ? stack : nodes[0];
}

/** What production's machines have in common. */
const PRODUCTION = { dataRoot: "/var/lib/bev", registry: "registry.bev.internal", prefix: "bev_" };

/** The machine whose Docker Engine runs a resource; undefined as for its node. */
export function engineMachine(site: Site, resource: Resource): Machine | undefined {
  return site[engineNode(site, resource) ?? ""];
}

/** What a machine has of its own, or as all of production. */
export function conventionsOf(machine: Machine | undefined): typeof PRODUCTION {
  const { dataRoot, registry, prefix } = { ...PRODUCTION, ...machine };
  return { dataRoot, registry, prefix };
}

const text: PolicyConfigJSONSchema = { type: "string", minLength: 1 };
const amount: PolicyConfigJSONSchema = { type: "number", minimum: 0 };

function strict(
  required: Record<string, PolicyConfigJSONSchema>,
  optional: Record<string, PolicyConfigJSONSchema> = {},
): PolicyConfigJSONSchema {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

export const siteSchema: PolicyConfigJSONSchema = {
  type: "object",
  additionalProperties: strict(
    {
      host: text,
      address: text,
      architecture: text,
      capacity: strict({ memory: amount, cpu: amount, gpu: amount }),
    },
    { dataRoot: text, registry: text, prefix: text },
  ),
};

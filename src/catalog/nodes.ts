/** The nodes: what their machines are, and what may run there. */
import type { GpuUnits } from "../lib/units.ts";
import type { Targets } from "../rules/capacity.ts";
import type { Family } from "./families.ts";
import { edgeStacks } from "./regions.ts";
import type { EdgeStack } from "./regions.ts";

export interface NodeSpec {
  /** On the tailnet: where other stacks find the node until it has published its own address. */
  address: string;
  architecture: "amd64" | "arm64";
  /** Its graphics card. Absent: none, and no service that takes a share of one. */
  gpu?: { model: string; units: GpuUnits };
  /** What runs elsewhere may not need a node that is there on demand. */
  availability: "24/7" | "on demand";
  /** Shares of its capacity that reservations may take. */
  targets: Targets;
  /** A container reserves its limit x this factor. */
  reservation: { memory: number; cpu: number };
  /** Kinds of service that may run there. */
  families: readonly Family[];
  /** Third octet of the node's first subnet in 172.30.0.0/16; each trust zone takes one /24. */
  subnetBase: number;
  /** Other nodes that its stack looks at. */
  references: readonly NodeReference[];
  /** Its stack looks at every edge region that is in use, too. */
  routesToRegions?: true;
  /** What the first documents list as services and is part of the machine itself. */
  hostLevel: readonly HostFact[];
}

export interface NodeReference {
  to: string;
  /**
   * A hard one must be deployed before an update; a soft one falls back to this table; of a loose one nothing
   * stops an update, not even that it has no stack or has published another address.
   */
  kind: "hard" | "soft" | "loose";
  why: string;
}

export interface HostFact {
  name: string;
  fact: string;
}

const SECRETS = { kind: "hard", why: "Consul, and Vault for every secret" } as const;

/** The order of the rows is the order in which stacks are listed and, but for references, deployed. */
export const nodes = table({
  oracle1: {
    address: "100.96.197.84",
    architecture: "arm64",
    availability: "24/7",
    targets: {
      memory: { warn: 0.7, fail: 0.75 },
      cpu: { warn: 0.7, fail: 0.75 },
      gpu: { fail: 0 },
    },
    reservation: { memory: 0.6, cpu: 0.15 },
    families: [
      "database",
      "edge",
      "monitoring",
      "network",
      "osint",
      "recovery",
      "secrets",
      "workflow",
    ],
    subnetBase: 16,
    references: [
      { to: "thanos", kind: "soft", why: "the replica's primary, recovery's database" },
      { to: "starlord", kind: "loose", why: "what its backups log in with" },
    ],
    routesToRegions: true,
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client, static address 100.96.197.84",
      },
    ],
  },
  thanos: {
    address: "100.122.12.53",
    architecture: "amd64",
    gpu: { model: "NVIDIA RTX 3080", units: 10 },
    availability: "24/7",
    targets: { memory: { fail: 0.8 }, cpu: { fail: 0.8 }, gpu: { fail: 0.8 } },
    reservation: { memory: 0.4, cpu: 0.35 },
    families: [
      "database",
      "gpu-ai",
      "mcp",
      "monitoring",
      "network",
      "osint",
      "queue",
      "recovery",
      "secrets",
      "workflow",
    ],
    subnetBase: 0,
    references: [{ to: "oracle1", ...SECRETS }],
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client, static address 100.122.12.53",
      },
      {
        name: "docker-swarm",
        fact: "not used: each node runs a plain Docker Engine that Pulumi drives (C109)",
      },
    ],
  },
  starlord: {
    address: "100.122.12.54",
    architecture: "amd64",
    availability: "on demand",
    targets: { memory: { fail: 0.6 }, cpu: { fail: 0.6 }, gpu: { fail: 0 } },
    reservation: { memory: 0.45, cpu: 0.5 },
    families: ["dev", "mcp", "monitoring", "network", "recovery", "secrets"],
    subnetBase: 32,
    references: [
      { to: "oracle1", ...SECRETS },
      { to: "thanos", kind: "soft", why: "the services that are developed against" },
    ],
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client; its address is dynamic, the name is what counts (C02)",
      },
      {
        name: "desktop-companion-app",
        fact: "a Tauri desktop application that is built here, not a server",
      },
    ],
  },
});

/** Keeps the names of the rows as a type. */
function table<Name extends string>(rows: Record<Name, NodeSpec>): Record<Name, NodeSpec> {
  return rows;
}

export type NodeName = keyof typeof nodes;
export const nodeNames = Object.keys(nodes) as NodeName[];

export function isNode(stack: string): stack is NodeName {
  return Object.hasOwn(nodes, stack);
}

/** Every stack: the nodes, then the regions. */
export function stackNames(): (NodeName | EdgeStack)[] {
  return [...nodeNames, ...edgeStacks];
}

/** The three nodes and the four edge regions: what the documents say of the machines. */
import type { Cores, Mebibytes } from "../lib/units.ts";

export const nodeNames = ["oracle1", "thanos", "starlord"] as const;
export type NodeName = (typeof nodeNames)[number];

export interface NodeSpec {
  /** Where other stacks find the node until it has published its own address. */
  address: string;
  hasGpu: boolean;
  availability: "24/7" | "on demand";
  /**
   * Reservation = documented limit x this factor, one per node and resource (C15-C18): the largest
   * twentieth with which the enabled services meet the target; a test computes it.
   */
  reservation: { memory: number; cpu: number };
  /** Third octet of the node's first subnet in 172.30.0.0/16; each trust zone takes one /24. */
  subnetBase: number;
  /** What the documents list as services and is part of the machine itself. */
  hostLevel: HostFact[];
  sources: string[];
}

export interface HostFact {
  name: string;
  fact: string;
  sources: string[];
}

export const nodes: Record<NodeName, NodeSpec> = {
  oracle1: {
    address: "100.96.197.84",
    hasGpu: false,
    availability: "24/7",
    reservation: { memory: 0.6, cpu: 0.15 },
    subnetBase: 16,
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client, static address 100.96.197.84",
        sources: ["003:29", "003:263", "003:266", "003:704"],
      },
    ],
    sources: ["003:23-32", "003:184-227", "001:80-96", "003:266"],
  },
  thanos: {
    address: "100.122.12.53",
    hasGpu: true,
    availability: "24/7",
    reservation: { memory: 0.4, cpu: 0.35 },
    subnetBase: 0,
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client, static address 100.122.12.53",
        sources: ["003:18", "003:263-265", "003:704"],
      },
      {
        name: "docker-swarm",
        fact: "not used: each node runs a plain Docker Engine that Pulumi drives (C109)",
        sources: ["003:274"],
      },
    ],
    sources: ["003:12-21", "003:141-182", "001:62-78", "003:265"],
  },
  starlord: {
    address: "100.122.12.54",
    hasGpu: false,
    availability: "on demand",
    reservation: { memory: 0.5, cpu: 0.55 },
    subnetBase: 32,
    hostLevel: [
      {
        name: "tailscale",
        fact: "the node's own VPN client; its address is dynamic, the name is what counts (C02)",
        sources: ["003:263", "003:267", "003:704"],
      },
      {
        name: "desktop-companion-app",
        fact: "a Tauri desktop application that is built here, not a server",
        sources: ["001:56", "001:192-193"],
      },
    ],
    sources: ["003:34-43", "003:229-256", "001:44-60", "003:267"],
  },
};

export const regionNames = ["us-east", "us-west", "eu-central", "asia-pacific"] as const;
export type RegionName = (typeof regionNames)[number];
/** Each region is a stack of its own, so that a dead one never blocks ORACLE1. */
export type EdgeStack = `edge-${RegionName}`;

export interface RegionSpec {
  id: string;
  location: string;
  subnetBase: number;
  sources: string[];
}

export const regions: Record<RegionName, RegionSpec> = {
  "us-east": {
    id: "us-east-1",
    location: "Virginia, USA",
    subnetBase: 48,
    sources: ["001:272-275", "001:324-329", "001:342"],
  },
  "us-west": {
    id: "us-west-1",
    location: "California, USA",
    subnetBase: 64,
    sources: ["001:277-280", "001:343"],
  },
  "eu-central": {
    id: "eu-central-1",
    location: "Frankfurt, Germany",
    subnetBase: 80,
    sources: ["001:282-285", "001:344"],
  },
  "asia-pacific": {
    id: "ap-southeast-1",
    location: "Singapore",
    subnetBase: 96,
    sources: ["001:287-290", "001:345"],
  },
};

/** A region's machine is not described; this is what the documents leave to assume. */
export const edgeDefaults: Pick<NodeSpec, "reservation"> & {
  capacity: { memory: Mebibytes; cores: Cores };
} = {
  reservation: { memory: 1, cpu: 1 },
  capacity: { memory: 8192, cores: 4 },
};

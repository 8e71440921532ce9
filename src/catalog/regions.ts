/** The edge regions: where they are, and which are in use. Each is a stack of its own, so that a dead one blocks no other. */
import { readRegionMachines } from "../lib/region-machines.ts";
import type { RegionMachines } from "../lib/region-machines.ts";

export const regionNames = ["us-east", "us-west", "eu-central", "asia-pacific"] as const;
export type RegionName = (typeof regionNames)[number];
export type EdgeStack = `edge-${RegionName}`;

export interface RegionSpec {
  id: string;
  location: string;
  /** As of a node. */
  subnetBase: number;
  /** The others, the nearest first: where requests go while this one is down. */
  neighbours: readonly RegionName[];
}

export const regions: Record<RegionName, RegionSpec> = {
  "us-east": {
    id: "us-east-1",
    location: "Virginia, USA",
    subnetBase: 48,
    neighbours: ["us-west", "eu-central", "asia-pacific"],
  },
  "us-west": {
    id: "us-west-1",
    location: "California, USA",
    subnetBase: 64,
    neighbours: ["us-east", "eu-central", "asia-pacific"],
  },
  "eu-central": {
    id: "eu-central-1",
    location: "Frankfurt, Germany",
    subnetBase: 80,
    neighbours: ["us-east", "us-west", "asia-pacific"],
  },
  "asia-pacific": {
    id: "ap-southeast-1",
    location: "Singapore",
    subnetBase: 96,
    neighbours: ["eu-central", "us-west", "us-east"],
  },
};

export function edgeStackOf(region: RegionName): EdgeStack {
  return `edge-${region}`;
}

export const edgeStacks: readonly EdgeStack[] = regionNames.map(edgeStackOf);

export function isEdgeStack(stack: string): stack is EdgeStack {
  return edgeStacks.some((one) => one === stack);
}

export function regionNameOf(stack: EdgeStack): RegionName {
  return stack.slice("edge-".length) as RegionName;
}

/** The region of an edge stack. */
export function regionOf(stack: EdgeStack): RegionSpec {
  return regions[regionNameOf(stack)];
}

export const regionMachines = readRegionMachines();

/** Stacks of the regions that `bev edge enable` has given a machine. */
export function enabledRegions(machines: RegionMachines = regionMachines): EdgeStack[] {
  return edgeStacks.filter((stack) => machines[stack] !== undefined);
}

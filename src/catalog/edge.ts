/** Edge: the control plane on ORACLE1, and the same CPU-only services in each region. */
import type { RegionMachine, RegionMachines } from "../lib/region-machines.ts";
import { VOTE } from "../rules/votes.ts";
import { edgeStackOf, regionMachines, regionNames, regions } from "./regions.ts";
import type { RegionName } from "./regions.ts";
import type { ServiceSpec } from "./types.ts";

/** What lets requests into a region, and through which port. */
export const REGION_ENTRY = { service: "regional-load-balancer", purpose: "http" } as const;

/** Where BEV's own images of the edge find what is rendered for them. */
const CONFIG = "/etc/bev";

const edgeControl: ServiceSpec[] = [
  {
    name: "edge-node-management",
    aliases: ["EdgeManagementService"],
    node: "oracle1",
    family: "edge",
    ports: [{ container: 8020, purpose: "http" }],
    // Under load it was seen to take 8 MiB.
    resources: { cpu: 0.25, memory: 256 },
    config: { path: CONFIG, files: ["regions.json"] },
  },
  {
    name: "geo-router",
    aliases: ["geographic-routing", "GlobalLoadBalancer", "global-load-balancer"],
    node: "oracle1",
    family: "edge",
    ports: [{ container: 8021, purpose: "http" }],
    config: { path: CONFIG, files: ["regions.json"] },
  },
];

/** Requests reach them through the region's entry alone. */
const INSIDE = { published: false, purpose: "http" } as const;
const BEHIND = { behind: REGION_ENTRY.service };

/** The first behind the entry answers all that no path names. */
const components: Omit<ServiceSpec, "node" | "family">[] = [
  {
    name: "edge-coordinator",
    aliases: ["regional-coordinator"],
    ports: [{ container: 8030, ...INSIDE }],
    config: { path: CONFIG, files: ["region.json"] },
  },
  {
    name: REGION_ENTRY.service,
    image: "haproxy",
    ports: [
      { container: 8080, purpose: REGION_ENTRY.purpose, operators: true },
      { container: 8404, purpose: "metrics" },
    ],
    config: { path: "/usr/local/etc/haproxy", files: ["haproxy.cfg"] },
    health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8404"] },
    graceSeconds: 30,
  },
  {
    name: "cache-optimization",
    image: "nginx-cache",
    ports: [{ container: 8080, ...INSIDE }],
    ...BEHIND,
    connects: [{ service: "local-ai-inference", purpose: "http" }],
    config: { path: "/etc/nginx/conf.d", files: ["default.conf"] },
    health: { command: ["curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8080/health"] },
  },
  {
    name: "local-ai-inference",
    ports: [{ container: 8031, ...INSIDE }],
    ...BEHIND,
    replicas: { min: 1, max: null },
  },
  {
    name: "geographic-routing",
    ports: [{ container: 8032, ...INSIDE }],
    ...BEHIND,
    config: { path: CONFIG, files: ["routing.json"] },
  },
  {
    // It says which node is the primary where two nodes cannot tell (ADR-0034).
    name: "failover-vote",
    image: "failover",
    ports: [{ container: 8490, purpose: VOTE }],
    resources: { cpu: 0.1, memory: 32 },
    config: { path: CONFIG, files: ["vote.json"] },
    // Who holds the lease. Without it nobody takes it until the primary has asked again.
    volumes: [{ name: "state", path: "/var/lib/failover", backup: "none" }],
    command: ["vote"],
    singleton: true,
  },
];

/** The documents list them, but for the vote, for us-east and say that each region has the same. */
function edgeServices(region: RegionName, machines: RegionMachines): ServiceSpec[] {
  const node = edgeStackOf(region);
  return components.map((component) => {
    const disabled = reasonAgainst(component, region, machines[node]);
    return {
      ...component,
      node,
      family: "edge",
      env: { EDGE_REGION: regions[region].id },
      ...(disabled !== undefined && { disabled }),
    };
  });
}

function reasonAgainst(
  { image }: Pick<ServiceSpec, "image">,
  region: RegionName,
  machine: RegionMachine | undefined,
): string | undefined {
  const enable = `npx bev edge enable ${region}`;
  if (!machine) return `the region has no machine (C32): ${enable}`;
  const isVote = image === "failover";
  return isVote && !machine.votes
    ? `the region is not the third vote: ${enable} --votes`
    : undefined;
}

/** With the services of every region, which run where the region has a machine. */
export function edgeRows(machines: RegionMachines): ServiceSpec[] {
  return [...edgeControl, ...regionNames.flatMap((region) => edgeServices(region, machines))];
}

export const edge: ServiceSpec[] = edgeRows(regionMachines);

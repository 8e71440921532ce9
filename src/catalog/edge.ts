/** Edge: the control plane on ORACLE1, and the same five CPU-only services in each region. */
import { regionNames, regions } from "./nodes.ts";
import type { RegionName } from "./nodes.ts";
import type { ServiceSpec } from "./types.ts";

const edgeControl: ServiceSpec[] = [
  {
    name: "edge-node-management",
    aliases: ["EdgeManagementService"],
    node: "oracle1",
    family: "edge",
    ports: [{ container: 8020, purpose: "http" }],
  },
  {
    name: "geo-router",
    aliases: ["geographic-routing", "GlobalLoadBalancer", "global-load-balancer"],
    node: "oracle1",
    family: "edge",
    ports: [{ container: 8021, purpose: "http" }],
  },
];

const NO_HOST = "no document gives the region a host or an address (C32)";

const components: Pick<ServiceSpec, "name" | "aliases" | "dependsOn">[] = [
  { name: "edge-coordinator", aliases: ["regional-coordinator"] },
  { name: "regional-load-balancer" },
  { name: "local-ai-inference" },
  { name: "cache-optimization" },
  { name: "geographic-routing" },
];

/** The documents list them for us-east and say that each region has the same. */
function edgeServices(region: RegionName): ServiceSpec[] {
  return components.map((component) => ({
    ...component,
    node: `edge-${region}`,
    family: "edge",
    env: { EDGE_REGION: regions[region].id },
    disabled: NO_HOST,
  }));
}

export const edge: ServiceSpec[] = [...edgeControl, ...regionNames.flatMap(edgeServices)];

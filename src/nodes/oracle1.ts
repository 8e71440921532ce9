/** ORACLE1: Vault, Consul, Redis, monitoring, security services and the edge's control plane. */
import type { DeploymentSite } from "../components/site.ts";
import { Deployment } from "./deployment.ts";

export function oracle1(site: DeploymentSite): void {
  new Deployment(site).rest();
}

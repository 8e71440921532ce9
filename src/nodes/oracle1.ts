/** ORACLE1: Vault, Consul, Redis, monitoring, security services and the edge's control plane. */
import type { Deployment } from "./deployment.ts";

export function oracle1(deployment: Deployment): void {
  deployment.rest();
}

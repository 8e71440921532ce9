/** THANOS: databases, message queues and the AI services on the platform's one graphics card. */
import type { Deployment } from "./deployment.ts";
import { offerLogins } from "./vault.ts";
import type { StackVault } from "./vault.ts";

const POSTGRES = "postgres";

export function thanos(deployment: Deployment, vault: StackVault | undefined): void {
  offerLogins(deployment, vault, POSTGRES, deployment.first(POSTGRES));
  deployment.cluster("kafka");
  deployment.cluster("rabbitmq");
  deployment.rest();
}

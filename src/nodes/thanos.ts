/** THANOS: databases, message queues and the AI services on the platform's one graphics card. */
import type { DeploymentSite } from "../components/site.ts";
import { Deployment } from "./deployment.ts";

export function thanos(site: DeploymentSite): void {
  const deployment = new Deployment(site);
  deployment.cluster("kafka");
  deployment.cluster("rabbitmq");
  deployment.rest();
}

/** THANOS: databases, message queues and the AI services on the platform's one graphics card. */
import type { DeploymentSite } from "../components/site.ts";
import { kafkaMembers } from "../render/kafka.ts";
import { rabbitmqMembers } from "../render/rabbitmq.ts";
import { Deployment } from "./deployment.ts";

export function thanos(site: DeploymentSite): void {
  const deployment = new Deployment(site);
  deployment.cluster("kafka", (members) => kafkaMembers(members, site.address));
  deployment.cluster("rabbitmq", rabbitmqMembers);
  deployment.rest();
}

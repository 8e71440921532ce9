/** Message brokers that form clusters on one node. */
import type { Service } from "../catalog/resolve.ts";
import { kafkaMembers } from "./kafka.ts";
import { rabbitmqMembers } from "./rabbitmq.ts";

export const clusterNames = ["kafka", "rabbitmq"] as const;
export type ClusterName = (typeof clusterNames)[number];

/** A cluster's members are the rows whose names begin with its own. */
export function clusterMembers(services: readonly Service[], cluster: ClusterName): Service[] {
  return services.filter(({ name }) => name.startsWith(`${cluster}-`));
}

/** The same services, the members of each cluster with the environment that makes them one. */
export function withClusters(services: readonly Service[], address: string): Service[] {
  const members = [
    ...kafkaMembers(clusterMembers(services, "kafka"), address),
    ...rabbitmqMembers(clusterMembers(services, "rabbitmq")),
  ];
  return services.map((service) => members.find(({ name }) => name === service.name) ?? service);
}

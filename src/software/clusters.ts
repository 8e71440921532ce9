/** Rows of one product that are one cluster on their node. */
import type { Service } from "../catalog/resolve.ts";
import { products, softwareOf } from "./index.ts";

/** Products whose rows are clusters. */
export const clusterNames = Object.keys(products).filter((name) => products[name]?.cluster);

export function clusterMembers(services: readonly Service[], product: string): Service[] {
  return services.filter(({ image }) => image.software === product);
}

/** The same services, the enabled members of each cluster with the environment that makes them one. */
export function withClusters(services: readonly Service[], address: string): Service[] {
  return services.map((service) => {
    const environment = softwareOf(service).cluster;
    if (!environment || !service.enabled) return service;
    const members = clusterMembers(services, service.image.software).filter((one) => one.enabled);
    return { ...service, env: { ...service.env, ...environment(service, { members, address }) } };
  });
}

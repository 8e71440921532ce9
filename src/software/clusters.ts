/** Rows of one product that are one cluster on their node. */
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import type { Service } from "../catalog/resolve.ts";
import { products, softwareOf } from "./index.ts";

/** Products whose rows are clusters. */
export const clusterNames = Object.keys(products).filter((name) => products[name]?.cluster);

export function clusterMembers(services: readonly Service[], product: string): Service[] {
  return services.filter(({ image }) => image.software === product);
}

/** A row cannot say what its cluster says for it. */
export function clusterFaults(services: readonly Service[], address: string): Fault[] {
  return withClusters(services, address).flatMap(({ name, node, family, env }, index) => {
    const own = services[index]?.env ?? {};
    return Object.keys(own)
      .filter((key) => own[key] !== env[key])
      .map((key) => ({
        path: `${node}/${name}/env/${key}`,
        problem: `must be absent, because its cluster sets it to ${shown(env[key])}, got ${shown(own[key])}`,
        fix: `remove it from src/catalog/${family}.ts`,
      }));
  });
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

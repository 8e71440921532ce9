/** Names on a node and in its containers: one prefix, lower case, underscores. */

/** Where a container finds its secret files. */
export const SECRETS_PATH = "/run/secrets";

/** Where it finds what it logs in to Vault with: its `role-id`, its `wrapped-secret-id` and `authority.pem`. */
export const HANDOVER_PATH = "/run/vault";

/** `bev_` and `redis-thanos` give `bev_redis_thanos`. */
export function containerName(prefix: string, service: string): string {
  return prefix + service.replaceAll("-", "_");
}

export function volumeName(prefix: string, service: string, volume: string): string {
  return `${containerName(prefix, service)}_${volume.replaceAll("-", "_")}`;
}

/** The version is part of the name: a changed network is a new one beside the old. */
export function networkName(prefix: string, zone: string): string {
  return `${prefix}${zone}_v1`;
}

/** The first instance has the service's own name. */
export function instanceName(service: string, index: number): string {
  return index === 0 ? service : `${service}-${String(index + 1)}`;
}

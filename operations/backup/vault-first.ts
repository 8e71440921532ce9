/** Vault comes back before what waits for it: what it needs for that, and who must log in to it anew. */
import { AGENT } from "../../src/access/vault/agent.ts";
import { catalog } from "../../src/catalog/index.ts";
import { containerName, volumeName } from "../../src/lib/names.ts";
import { NETWORK, VOLUME } from "../../src/lib/resources.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";

const HOST = "bev:node:Host";
/** Of services that stand in no family's own component. */
const SERVICE = "bev:service:Service";

/**
 * Patterns of the URNs of what is on the Engine for these services. None asks Vault for anything: what does would be
 * read again before Vault answers.
 */
export function partOf(services: readonly string[]): string[] {
  return [
    `**$${NETWORK}::**`,
    // Folders in memory between the node's Vault agent and what it serves.
    `**::${HOST}$${VOLUME}::**`,
    ...services.map((service) => `**$${SERVICE}$**::${service}**`),
  ];
}

/** The Vault agent of another node. */
export interface Admitted {
  node: string;
  host: string;
  container: string;
  volumes: string[];
}

/**
 * A Vault of a former time knows no secret-id that an agent has got since, and after five attempts with one it
 * refuses its role for a quarter of an hour: each must be new, and be given another one.
 *
 * @param owner the node of Vault
 */
export function agentsElsewhere(
  owner: string,
  configs: ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>,
): Admitted[] {
  return catalog.flatMap(({ name, node, volumes = [] }) => {
    const config = configs.get(node);
    if (name !== AGENT || node === owner || !config) return [];
    const { prefix } = config;
    return [
      {
        ...{ node, host: config.node.host, container: containerName(prefix, name) },
        volumes: volumes.map((volume) => volumeName(prefix, name, volume.name)),
      },
    ];
  });
}

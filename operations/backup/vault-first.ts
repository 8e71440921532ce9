/** Vault comes back before what waits for it: what it needs for that, and who must log in to it anew. */
import { AGENT } from "../../src/access/vault/agent.ts";
import { catalog } from "../../src/catalog/index.ts";
import { NETWORK, VOLUME } from "../../src/lib/resources.ts";
import { placedRow } from "../placed-row.ts";
import type { Configs, PlacedRow } from "../placed-row.ts";

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

/**
 * A Vault of a former time knows no secret-id that an agent has got since, and after five attempts with one it
 * refuses its role for a quarter of an hour: each must be new, and be given another one.
 *
 * @param owner the node of Vault
 */
export function agentsElsewhere(owner: string, configs: Configs): PlacedRow[] {
  const agents = catalog.filter(({ name, node }) => name === AGENT && node !== owner);
  return agents.flatMap((row) => placedRow(row, configs) ?? []);
}

/** The agent of a node's backups: what it saves, where to, and how each product is saved. */
import { AGENT } from "../../access/vault/agent.ts";
import type { Service } from "../../catalog/resolve.ts";
import type { VaultNeeds } from "../../catalog/vault.ts";
import { containerName } from "../../lib/names.ts";
import type { Backup, Unproven } from "../backup.ts";
import { backupOf } from "../backups.ts";
import type { ConfigContext, ConfigRenderer, Software } from "../software.ts";
import { alerts, LATE, panels } from "./alerts.ts";

/** Who saves and restores what, as services/backup reads it. */
export interface BackupPlan {
  node: string;
  /** A backup of more than so many terms of its schedule is too old for a drill. */
  late: number;
  services: SavedService[];
}

export interface SavedService {
  service: string;
  container: string;
  /** Shell scripts. */
  save: string;
  restore: string;
  facts: string;
  into: "service" | "volume";
  /** It is saved while it is stopped. */
  stopped?: true;
  /** Its scripts read a token of Vault. */
  token?: true;
  /** Its facts are of files alone. */
  resting?: true;
  /** Variables that differ where it starts without the other members of its cluster. */
  alone?: Record<string, string>;
  /** What a drill does not compare. */
  unproven?: Unproven;
  /** Why it is not drilled. */
  undrilled?: string;
}

/** Of each service of the node that has something to keep, and whose product knows how. */
export function backupPlan({
  site,
  services,
  softwareOf,
}: Pick<ConfigContext, "site" | "services" | "softwareOf">): BackupPlan {
  return {
    node: site.stack,
    late: LATE,
    services: services.filter(keepsData).flatMap((service) => {
      const product = softwareOf(service);
      const backup = backupOf(service, product);
      if (!backup || unsavedReason(backup, services) !== undefined) return [];
      const context = { service };
      const alone = aloneOf(service, product, site.address);
      return [
        {
          service: service.name,
          container: containerName(site.prefix, service.name),
          save: backup.save(context),
          restore: backup.restore(context),
          facts: backup.facts(context),
          into: backup.into,
          ...(backup.stopped && { stopped: backup.stopped }),
          ...(backup.token && { token: true as const }),
          ...(backup.resting && { resting: backup.resting }),
          ...(alone && { alone }),
          ...(backup.unproven && { unproven: backup.unproven }),
          ...(backup.undrilled !== undefined && { undrilled: backup.undrilled }),
        },
      ];
    }),
  };
}

/** Why the agent cannot save a service that has data; undefined where it can. */
export function unsavedReason(
  backup: Backup | undefined,
  services: readonly Service[],
): string | undefined {
  if (!backup) return "nothing says how its product is saved";
  if (!backup.token || asksVault(services)) return undefined;
  return "it needs a token of Vault, which the agent does not have";
}

/** Its node's Vault agent brings it what it logs in with. */
function asksVault(services: readonly Service[]): boolean {
  return services.some(isAgent) && services.some(({ name }) => name === AGENT);
}

function isAgent({ vault }: Service): boolean {
  return vault !== undefined && "backups" in vault;
}

/** The rows with what the agent asks Vault for the products that it saves, and nothing else. */
export function withBackupNeeds(
  services: readonly Service[],
  softwareOf: (service: Service) => Software,
): Service[] {
  const saved = services.filter((service) => service.enabled && keepsData(service));
  const needs = saved.map((service) => backupOf(service, softwareOf(service))?.token ?? {});
  const vaultNeeds = Object.assign({}, ...needs) as VaultNeeds;
  return services.map((service) => (isAgent(service) ? { ...service, vaultNeeds } : service));
}

/** A member would wait for the others: as a cluster of one it does not. Undefined where nothing differs. */
function aloneOf(
  member: Service,
  { cluster }: Software,
  address: string,
): Record<string, string> | undefined {
  const differing = Object.entries(cluster?.(member, { members: [member], address }) ?? {}).filter(
    ([name, value]) => member.env[name] !== value,
  );
  return differing.length > 0 ? Object.fromEntries(differing) : undefined;
}

/** What is on another node already, or can be done without, is not saved. */
export function keepsData({ volumes }: Pick<Service, "volumes">): boolean {
  return volumes.some(({ backup }) => backup !== "none" && backup !== "replicated");
}

const config: ConfigRenderer = (context) => `${JSON.stringify(backupPlan(context), null, 2)}\n`;

export const backup: Software = {
  config: { "backup.json": config },
  metrics: { purpose: "metrics", ofOthers: true, alerts, panels },
  usesEngine: true,
  // It reads its secrets at each run.
  reload: "true",
  fixed: { repository: "what is in the repository is encrypted with it" },
};

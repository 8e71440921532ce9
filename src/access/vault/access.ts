/**
 * Who may have what in Vault, from where and for how long: a policy and an AppRole for each service that
 * uses Vault, for the agent of each node, and the two that the documents name.
 */
import { familyZone } from "../../catalog/defaults.ts";
import type { Zone } from "../../catalog/defaults.ts";
import type { Service } from "../../catalog/resolve.ts";
import { application, securityTeam, sharedRoles } from "../../catalog/vault.ts";
import type { Grant, SharedRole } from "../../catalog/vault.ts";
import { secretId } from "../../rules/rotation.ts";
import { zonesOf } from "../site.ts";
import type { StackSite, ZoneNetwork } from "../site.ts";
import { agentRole, DATABASE_MOUNT, KV_MOUNT, secretsFolder, serviceRole } from "./paths.ts";

export interface AccessSite extends Pick<
  StackSite,
  "stack" | "address" | "services" | "others" | "addressOf"
> {
  /** Subnet and gateway of a zone of this node. */
  networkOf: (zone: Zone) => ZoneNetwork;
}

export interface AccessPlan {
  policies: { name: string; grants: readonly Grant[] }[];
  roles: AppRole[];
}

/** A login with it has one policy, and nothing that every token has. */
export interface AppRole {
  name: string;
  policy: string;
  /** CIDRs from which it logs in and uses its token. */
  addresses: string[];
  secretId: { uses: number; seconds: number };
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Seconds that a token lives, at first and with renewals. */
export const TOKEN = { first: HOUR, most: 4 * HOUR };

const LOOPBACK = "127.0.0.1/32";

const ONCE = { uses: 1, seconds: 10 * MINUTE };
/** An agent logs in every half hour and after each restart, for a day. */
const FOR_A_DAY = { uses: 100, seconds: 24 * HOUR };

/** Only who unwraps it sees a secret-id, and a second one who tries finds it gone. */
const WRAPPED = ['min_wrapping_ttl = "1s"', `max_wrapping_ttl = "${String(ONCE.seconds)}s"`];

/** What the stack declares: its own services', and where Vault runs, what the nodes share. */
export function planAccess(site: AccessSite): AccessPlan {
  const users = site.services.filter((service) => grantsOf(site.stack, service).length > 0);
  const services = users.map((service) => ({
    name: serviceRole(site.stack, service.name),
    grants: grantsOf(site.stack, service),
    addresses: [...addressesOf(site, [service]), ...(savesVault(service) ? [LOOPBACK] : [])],
    secretId: ONCE,
  }));
  const own = [...services, ...(users.length > 0 ? [agentOf(site, users)] : [])];
  const shared = runsVault(site) ? sharedRoles.flatMap((role) => sharedRole(site, role)) : [];
  return {
    policies: [
      ...own.map(({ name, grants }) => ({ name, grants })),
      ...(runsVault(site) ? [application, securityTeam] : []),
    ],
    roles: [...own.map(({ grants: _, ...role }) => ({ ...role, policy: role.name })), ...shared],
  };
}

/** Its token is used in Vault's own container, where the save runs. */
function savesVault({ vault }: Service): boolean {
  return vault !== undefined && "backups" in vault;
}

/** Each secret that it is given, by itself: what lies beside it may be another's. */
function grantsOf(stack: string, { name, secrets, vault, vaultNeeds = {} }: Service): Grant[] {
  const passwords = secrets.filter(({ certificate }) => certificate === undefined);
  const entries = passwords.map((secret) => secretId({ name }, secret));
  const paths = [
    ...new Set(entries.map((entry) => `${KV_MOUNT}/data/${secretsFolder(stack)}/${entry}`)),
    ...(vault && "database" in vault ? [`${DATABASE_MOUNT}/creds/${vault.database}`] : []),
  ];
  return [
    ...paths.map((path) => ({ path, capabilities: ["read"] })),
    ...Object.entries(vaultNeeds).map(([path, capabilities]) => ({ path, capabilities })),
  ];
}

/** The agent delivers credentials to the services of its node and needs none itself. */
function agentOf(site: AccessSite, users: readonly Service[]) {
  const name = agentRole(site.stack);
  const toServices = users.flatMap((service): Grant[] => {
    const role = `auth/approle/role/${serviceRole(site.stack, service.name)}`;
    return [
      { path: `${role}/role-id`, capabilities: ["read"] },
      { path: `${role}/secret-id`, capabilities: ["create", "update"], narrowed: WRAPPED },
    ];
  });
  return {
    name,
    // Its own next one: the last that it was given ends after a day.
    grants: [
      ...toServices,
      { path: `auth/approle/role/${name}/secret-id`, capabilities: ["update"] },
    ],
    addresses: [runsVault(site) ? site.networkOf(familyZone.secrets).subnet : single(site.address)],
    secretId: FOR_A_DAY,
  };
}

/**
 * Where the role's users are, on every node: narrower is impossible, because Vault sees of another
 * node's containers only that node, and of its own node's their network.
 * @returns none where nobody uses it: without addresses a role would be everybody's
 */
function sharedRole(site: AccessSite, { name, policy, isUser }: SharedRole): AppRole[] {
  const elsewhere = site.others.filter((service) => service.enabled && isUser(service));
  const addresses = [
    ...addressesOf(site, site.services.filter(isUser)),
    ...elsewhere.map(({ node }) => single(site.addressOf(node))),
  ];
  if (addresses.length === 0) return [];
  return [{ name, policy, addresses: unique(addresses), secretId: ONCE }];
}

/** A container reaches Vault from its networks on the same node, and as its node from another. */
function addressesOf(site: AccessSite, services: readonly Service[]): string[] {
  if (!runsVault(site)) return services.length > 0 ? [single(site.address)] : [];
  const zones = services.flatMap((service) => zonesOf(service, site.services));
  return unique(zones.map((zone) => site.networkOf(zone).subnet));
}

function runsVault({ services }: AccessSite): boolean {
  return services.some(({ name }) => name === "vault");
}

function single(address: string): string {
  return `${address}/32`;
}

function unique(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].sort();
}

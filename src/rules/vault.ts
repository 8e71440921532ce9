/** What Vault may grant, to which roles and for how long. */
import { isIPv4 } from "node:net";
import { reasonOf } from "../lib/faults.ts";
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";
import { overlaps, parsePolicy, PolicySyntaxError } from "./vault-policy.ts";
import type { Grant } from "./vault-policy.ts";

type Maybe<T> = T | null | undefined;

/** The one policy without bounds: for a person, after a break of the glass, never for a role. */
export const BREAK_GLASS = "admin-policy";

/** What the engine keeps of itself, whatever is mounted. */
const OWN_ROOTS = ["sys/*", "auth/*", "identity/*"];

/** Roles and connections of engines: who writes them chooses what he is given next. */
const ENGINE_ROOTS = ["+/role/*", "+/roles/*", "+/config/*", "+/root/*"];

/** What a token may ask of itself. */
const OF_ITSELF =
  /^(?:auth\/[\w-]+\/login|auth\/token\/(?:lookup|renew|revoke)-self|sys\/capabilities-self|sys\/leases\/(?:lookup|renew)|sys\/wrapping\/(?:lookup|unwrap|rewrap|wrap))$/;

const WRITES = ["create", "update", "patch", "delete", "recover"];

export interface VaultPolicyInputs {
  name?: Maybe<string>;
  policy?: Maybe<string>;
}

export function vaultPolicyFindings({ name, policy }: VaultPolicyInputs): Finding[] {
  let grants: Grant[];
  try {
    grants = parsePolicy(policy ?? "");
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    const problem = `must be a policy that can be read, has ${reasonOf(error)}`;
    return [{ at: "policy", problem, fix: "write paths with capabilities and nothing else" }];
  }
  if (name === BREAK_GLASS) return [];
  return grants.filter((grant) => !isIssuing(name, grant)).flatMap(grantFindings);
}

/** Role and policy of an agent, with the name of its node. */
const NODE_AGENT = /^node-agent-([a-z0-9-]+)$/;

/** The one write to roles that somebody has to have: secret-ids for single services of the agent's own node, and its own next one. */
function isIssuing(policy: Maybe<string>, { path, capabilities }: Grant): boolean {
  const node = NODE_AGENT.exec(policy ?? "")?.[1];
  const [, role] = /^auth\/approle\/role\/([\w.-]+)\/secret-id$/.exec(path) ?? [];
  const isOwn = role === policy || role?.startsWith(`service-${String(node)}-`);
  return (
    node !== undefined &&
    isOwn === true &&
    capabilities.every((one) => ["create", "update"].includes(one))
  );
}

function grantFindings({ path, capabilities }: Grant): Finding[] {
  if (capabilities.includes("deny")) return [];
  const at = `policy/${path}`;
  const [mount = ""] = path.split("/");
  const writes = capabilities.filter((one) => WRITES.includes(one));
  const isOwn = OWN_ROOTS.some((root) => overlaps(path, root)) && !OF_ITSELF.test(path);
  const isWide = isOwn || ENGINE_ROOTS.some((root) => overlaps(path, root));
  return [
    ...(/[+*]/.test(mount)
      ? [finding(at, "below a mount that it names", path, `only ${BREAK_GLASS} may have it`)]
      : []),
    ...(capabilities.includes("sudo")
      ? [finding(at, "without sudo", capabilities, `only ${BREAK_GLASS} may have it`)]
      : []),
    ...(isWide && writes.length > 0
      ? [finding(at, "without what widens its own holder", writes, "grant read and list, or deny")]
      : []),
  ];
}

/** What version 2 of a key-value engine serves below its mount. */
const KV_PARTS = ["data", "metadata", "delete", "undelete", "destroy", "subkeys"];

/** `mounts`: of engines of version 2. */
export function kvPathFindings(policy: Maybe<string>, mounts: readonly string[]): Finding[] {
  return grantsOf(policy).flatMap(({ path }) => {
    const mount = mounts.find((one) => path === one || path.startsWith(`${one}/`));
    const part = path.slice((mount?.length ?? 0) + 1).split("/")[0] ?? "";
    if (mount === undefined || KV_PARTS.includes(part)) return [];
    return [finding(`policy/${path}`, `below ${mount}/data/ or ${mount}/metadata/`, path)];
  });
}

/** None of a text that cannot be read: the rule about policies refuses it. */
function grantsOf(policy: Maybe<string>): Grant[] {
  try {
    return parsePolicy(policy ?? "");
  } catch (error) {
    if (error instanceof PolicySyntaxError) return [];
    throw error;
  }
}

export interface AppRoleInputs {
  roleName?: Maybe<string>;
  bindSecretId?: Maybe<boolean>;
  secretIdBoundCidrs?: Maybe<readonly string[]>;
  secretIdNumUses?: Maybe<number>;
  secretIdTtl?: Maybe<number>;
  tokenBoundCidrs?: Maybe<readonly string[]>;
  tokenMaxTtl?: Maybe<number>;
  tokenNoDefaultPolicy?: Maybe<boolean>;
  tokenPeriod?: Maybe<number>;
  tokenPolicies?: Maybe<readonly string[]>;
  tokenTtl?: Maybe<number>;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Seconds that what Vault gives out may live, at first and with renewals. */
const TTL = { first: HOUR, most: 4 * HOUR };

/** The agent of a node logs in again after each restart: its secret-id serves more than once, for a day. */
const SECRET_ID_TTL = { once: 10 * MINUTE, agent: 24 * HOUR };

export function appRoleFindings(role: AppRoleInputs): Finding[] {
  const isAgent = NODE_AGENT.test(role.roleName ?? "");
  const uses = role.secretIdNumUses;
  const policies = role.tokenPolicies ?? [];
  const powerful = policies
    .filter((name) => name !== role.roleName || !isAgent)
    .filter((name) => [BREAK_GLASS, "root"].includes(name.toLowerCase()) || NODE_AGENT.test(name));
  return [
    ...ttlFindings("tokenTtl", role.tokenTtl, TTL.first),
    ...ttlFindings("tokenMaxTtl", role.tokenMaxTtl, TTL.most),
    ...(role.tokenPeriod
      ? [finding("tokenPeriod", "absent, it renews without end", role.tokenPeriod)]
      : []),
    ...ttlFindings("secretIdTtl", role.secretIdTtl, SECRET_ID_TTL[isAgent ? "agent" : "once"]),
    ...((isAgent ? Number(uses) > 0 : uses === 1)
      ? []
      : [finding("secretIdNumUses", isAgent ? "1 or more" : "1", uses)]),
    ...cidrFindings("secretIdBoundCidrs", role.secretIdBoundCidrs),
    ...cidrFindings("tokenBoundCidrs", role.tokenBoundCidrs),
    ...(role.bindSecretId === false ? [finding("bindSecretId", "true", false)] : []),
    ...(role.tokenNoDefaultPolicy === true
      ? []
      : [finding("tokenNoDefaultPolicy", "true", role.tokenNoDefaultPolicy)]),
    ...(policies.length === 0 ? [finding("tokenPolicies", "a list of policies", policies)] : []),
    ...powerful.map((name) => finding("tokenPolicies", `without ${name}`, policies)),
  ];
}

/** Nothing and 0 mean the default of the engine, which is weeks or without end. */
function ttlFindings(at: string, seconds: Maybe<number>, most: number): Finding[] {
  const isBounded = typeof seconds === "number" && seconds > 0 && seconds <= most;
  return isBounded ? [] : [finding(at, `1 to ${String(most)} seconds`, seconds)];
}

/** The subnet of one network of a node; wider is nobody's. */
const WIDEST = 24;

function cidrFindings(at: string, cidrs: Maybe<readonly string[]>): Finding[] {
  const wanted = "a node's /32 or a network's subnet";
  if (!cidrs || cidrs.length === 0) return [finding(at, wanted, cidrs)];
  return cidrs.flatMap((cidr, index) => {
    const [address = "", bits = ""] = cidr.split("/");
    const isNarrow = /^\d{1,2}$/.test(bits) && Number(bits) >= WIDEST && Number(bits) <= 32;
    return isIPv4(address) && isNarrow ? [] : [finding(`${at}/${String(index)}`, wanted, cidr)];
  });
}

export interface VaultMountInputs {
  type?: Maybe<string>;
  defaultLeaseTtlSeconds?: Maybe<number>;
  maxLeaseTtlSeconds?: Maybe<number>;
}

/** Engines that store or compute and lease nothing. */
const WITHOUT_LEASES = ["kv", "kv-v2", "transit", "pki", "totp", "ssh"];

export function mountLeaseFindings(mount: VaultMountInputs): Finding[] {
  if (WITHOUT_LEASES.includes(mount.type ?? "")) return [];
  return [
    ...ttlFindings("defaultLeaseTtlSeconds", mount.defaultLeaseTtlSeconds, TTL.first),
    ...ttlFindings("maxLeaseTtlSeconds", mount.maxLeaseTtlSeconds, TTL.most),
  ];
}

export interface DatabaseRoleInputs {
  defaultTtl?: Maybe<number>;
  maxTtl?: Maybe<number>;
}

export function databaseRoleFindings({ defaultTtl, maxTtl }: DatabaseRoleInputs): Finding[] {
  return [
    ...ttlFindings("defaultTtl", defaultTtl, TTL.first),
    ...ttlFindings("maxTtl", maxTtl, TTL.most),
  ];
}

export interface VaultProviderInputs {
  address?: Maybe<string>;
  /** A provider gets what is no text as JSON. */
  skipTlsVerify?: Maybe<boolean | string>;
}

/** No exception for a lab: what it proves would not be what runs. */
export function vaultProviderFindings({ address, skipTlsVerify }: VaultProviderInputs): Finding[] {
  return [
    ...(/^https:\/\/[^\s/@]+(?:\/|$)/.test(address ?? "")
      ? []
      : [finding("address", "https://host:port", address)]),
    ...(String(skipTlsVerify ?? false) === "false"
      ? []
      : [finding("skipTlsVerify", "absent or false", skipTlsVerify)]),
  ];
}

/**
 * Kinds of resources that rules read, or that can hold neither a secret nor a way to one. What Vault
 * gives to services, such as a secret-id, would stand in the state; a raw endpoint writes anything.
 */
const KNOWN_TYPES = [
  "appRole/authBackendRole:AuthBackendRole",
  "database/secretBackendConnection:SecretBackendConnection",
  "database/secretBackendRole:SecretBackendRole",
  "index/audit:Audit",
  "index/authBackend:AuthBackend",
  "index/mount:Mount",
  "index/policy:Policy",
  "kv/secretBackendV2:SecretBackendV2",
  "kv/secretV2:SecretV2",
  "pkiSecret/secretBackendRole:SecretBackendRole",
  "pkiSecret/secretBackendRootCert:SecretBackendRootCert",
  "transit/secretBackendKey:SecretBackendKey",
].map((name) => `vault:${name}`);

export function isKnownVaultType(type: string): boolean {
  return !/^vault:/i.test(type) || KNOWN_TYPES.includes(type);
}

export interface AuditInputs {
  type?: Maybe<string>;
  options?: Maybe<Readonly<Record<string, Maybe<string>>>>;
}

/** Findings about an audit device: it records every request and hashes secrets. */
export function auditFindings({ type, options }: AuditInputs): Finding[] {
  const raw = options?.["log_raw"];
  return [
    ...(["file", "socket", "syslog"].includes(type ?? "")
      ? []
      : [finding("type", "file, socket or syslog", type)]),
    ...(String(raw ?? false).toLowerCase() === "false"
      ? []
      : [finding("options/log_raw", "absent or false", raw)]),
  ];
}

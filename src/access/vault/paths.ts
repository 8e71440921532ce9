/** Paths and names in Vault. */

/** A store of versions. */
export const KV_MOUNT = "secret";

/** All stores of versions. */
export const KV_MOUNTS = [KV_MOUNT, "osint"] as const;

/** Folder of a stack's passwords below the mount, which has `services/<stack>/<service>/<secret>`. */
export function secretsFolder(stack: string): string {
  return `services/${stack}`;
}

/** In Vault's container. Where the first is, Vault was open once and may hold data. */
export const AUDIT_FILES = {
  bootstrap: "/vault/logs/bootstrap-audit.log",
  stack: "/vault/logs/audit.log",
};

/** Mount of the engine that makes logins on demand. */
export const DATABASE_MOUNT = "database";

/** Below the repository: what Vault's certificate chains to, because the provider reads files and no text. */
export function authorityFile(prefix: string): string {
  return `.bev/vault/${prefix}authority.pem`;
}

/** Name of a service's policy and role. Two nodes may have services of one name. */
export function serviceRole(stack: string, service: string): string {
  return `service-${stack}-${service}`;
}

/** Name of the policy and role of a node's agent. */
export function agentRole(stack: string): string {
  return `node-agent-${stack}`;
}

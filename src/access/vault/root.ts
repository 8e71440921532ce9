/** The two policies that only a root token may write, so that a deployment cannot widen its own rights. */
import { adminGrants } from "../../catalog/vault.ts";
import type { Grant } from "../../catalog/vault.ts";
import { BREAK_GLASS } from "../../rules/vault.ts";
import { agentRole } from "./paths.ts";
import { PKI_MOUNT } from "./pki.ts";
import { policyText } from "./policy.ts";

export const ADMIN_POLICY = BREAK_GLASS;
export const DEPLOY_POLICY = "bev-deploy";

export function adminPolicy(): string {
  return policyText(adminGrants);
}

/** What the stacks declare, and of secrets no more than the platform's own. */
export function deployPolicy(): string {
  return policyText(DEPLOY_GRANTS);
}

const MANAGE = ["create", "read", "update", "delete"];

const LISTED_NAMES = `allowed_parameters = { ${[
  ...["allow_any_name", "allow_subdomains", "allow_glob_domains", "allow_wildcard_certificates"],
  "client_flag",
]
  .map((parameter) => `"${parameter}" = [false]`)
  .join(", ")}, "*" = [] }`;

const DEPLOY_GRANTS: readonly Grant[] = [
  { path: "auth/token/lookup-self", capabilities: ["read"] },
  { path: "auth/token/renew-self", capabilities: ["update"] },
  // A device that was enabled stays: none of its requests goes unrecorded.
  { path: "sys/audit", capabilities: ["read", "sudo"] },
  { path: "sys/audit/*", capabilities: ["create", "update", "sudo"] },
  { path: "sys/auth", capabilities: ["read"] },
  { path: "sys/auth/*", capabilities: [...MANAGE, "sudo"] },
  { path: "sys/mounts", capabilities: ["read"] },
  { path: "sys/mounts/*", capabilities: MANAGE },
  { path: "sys/policies/acl/*", capabilities: MANAGE },
  { path: `sys/policies/acl/${ADMIN_POLICY}`, capabilities: ["deny"] },
  { path: `sys/policies/acl/${DEPLOY_POLICY}`, capabilities: ["deny"] },
  // It gives roles their policies and never logs in as one of them: it makes no secret-id, neither one
  // that Vault chooses nor one of its own choice, and no role that needs none.
  {
    path: "auth/approle/role/+",
    capabilities: MANAGE,
    narrowed: ['allowed_parameters = { "bind_secret_id" = [true], "*" = [] }'],
  },
  // Another one ends what the former opens (ADR-0015).
  { path: "auth/approle/role/+/role-id", capabilities: ["read", "update"] },
  // But for the agents of the nodes: somebody has to give them their first, which Vault chooses. A glob
  // can only end a path: this one has their roles too.
  {
    path: `auth/approle/role/${agentRole("*")}`,
    capabilities: MANAGE,
    narrowed: [
      'allowed_parameters = { "bind_secret_id" = [true], "*" = [] }',
      'denied_parameters = { "secret_id" = [] }',
    ],
  },
  { path: "secret/config", capabilities: MANAGE },
  { path: "osint/config", capabilities: MANAGE },
  { path: "secret/data/services/*", capabilities: MANAGE },
  { path: "secret/metadata/services/*", capabilities: [...MANAGE, "list"] },
  { path: "database/config/*", capabilities: MANAGE },
  { path: "database/roles/*", capabilities: MANAGE },
  // It makes the root that certificates chain to, and can neither change, sign with nor remove it.
  { path: `${PKI_MOUNT}/issuers/generate/root/internal`, capabilities: ["update"] },
  { path: `${PKI_MOUNT}/issuer/+`, capabilities: ["read"] },
  // One for each node, of the node's name: for the names that it lists, and no others.
  { path: `${PKI_MOUNT}/roles/+`, capabilities: MANAGE, narrowed: [LISTED_NAMES] },
  { path: `${PKI_MOUNT}/issue/+`, capabilities: ["update"] },
];

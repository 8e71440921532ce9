/** The pack `vault`: what Vault may grant. */
import type { Rule } from "../kit/rule.ts";
import { vaultApproleBounded } from "./vault-approle-bounded.ts";
import { vaultAuditHashed } from "./vault-audit-hashed.ts";
import { vaultAudited } from "./vault-audited.ts";
import { vaultDatabaseRoleBounded } from "./vault-database-role-bounded.ts";
import { vaultMountBounded } from "./vault-mount-bounded.ts";
import { vaultPolicyBounded } from "./vault-policy-bounded.ts";
import { vaultPolicyKvPaths } from "./vault-policy-kv-paths.ts";
import { vaultProviderTls } from "./vault-provider-tls.ts";
import { vaultTypesKnown } from "./vault-types-known.ts";

export const vault: readonly Rule[] = [
  vaultApproleBounded,
  vaultAuditHashed,
  vaultAudited,
  vaultDatabaseRoleBounded,
  vaultMountBounded,
  vaultPolicyBounded,
  vaultPolicyKvPaths,
  vaultProviderTls,
  vaultTypesKnown,
];

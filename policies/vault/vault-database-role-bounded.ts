/** Refuses a database role of Vault whose logins last longer than hours. */
import { databaseRoleFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultDatabaseRoleBounded = typeRule(
  "vault:database/secretBackendRole:SecretBackendRole",
  {
    name: "vault-database-role-bounded",
    description:
      "A login that Vault makes in a database ends within hours, because the default of its engine is weeks.",
    severity: "high",
    tags: ["vault"],
    fix: "set it so",
  },
  databaseRoleFindings,
);

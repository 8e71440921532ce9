/** Refuses an audit device that records secrets in plain text. */
import { auditFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultAuditHashed = typeRule(
  "vault:index/audit:Audit",
  {
    name: "vault-audit-hashed",
    description:
      "An audit device of Vault writes a record in which secrets are hashed, because everybody who reads it would have them all otherwise.",
    severity: "critical",
    tags: ["vault", "secrets"],
    fix: "set it so",
  },
  auditFindings,
);

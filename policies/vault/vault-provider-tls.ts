/** Refuses a connection to Vault without TLS or without a check of the certificate. */
import { vaultProviderFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultProviderTls = typeRule(
  "pulumi:providers:vault",
  {
    name: "vault-provider-tls",
    description:
      "Pulumi talks to Vault over TLS and checks who answers, because its token is worth all that Vault holds.",
    severity: "critical",
    tags: ["vault"],
    fix: "set it so",
  },
  vaultProviderFindings,
);

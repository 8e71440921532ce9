/** Refuses a Vault policy that covers every mount, has sudo or lets its holder gain more rights. */
import { vaultPolicyFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultPolicyBounded = typeRule(
  "vault:index/policy:Policy",
  {
    name: "vault-policy-bounded",
    description:
      "A Vault policy names its mounts, asks for no sudo and gives its holder no way to more, because one role that can write policies, roles or logins is root.",
    severity: "critical",
    tags: ["vault"],
    fix: "grant single paths",
  },
  vaultPolicyFindings,
);

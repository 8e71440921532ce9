import { shown } from "../../src/lib/faults.ts";
import { isKnownVaultType } from "../../src/rules/vault.ts";
import type { StackRule } from "../kit/rule.ts";

export const vaultTypesKnown: StackRule = {
  name: "vault-types-known",
  description:
    "Of Vault Pulumi owns mounts, policies, roles and devices, because a secret-id, a token or a secret would stand in its state, and no rule reads the other kinds.",
  severity: "critical",
  tags: ["vault", "secrets"],
  fix: "let the service or its node's agent ask Vault for it",
  judgeStack: (resources) =>
    resources
      .filter(({ type }) => !isKnownVaultType(type))
      .map((resource) => ({
        resource,
        at: "type",
        problem: `must be a kind that rules read, got ${shown(resource.type)}`,
      })),
};

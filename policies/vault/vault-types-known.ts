/** Refuses resources of Vault that would put a secret into the state, and kinds that no rule reads. */
import { finding } from "../../src/rules/container.ts";
import { isKnownVaultType } from "../../src/rules/vault.ts";
import type { ResourceRule } from "../kit/rule.ts";

export const vaultTypesKnown: ResourceRule = {
  name: "vault-types-known",
  description:
    "Of Vault Pulumi owns mounts, policies, roles and devices, because a secret-id, a token or a secret would stand in its state, and no rule reads the other kinds.",
  severity: "critical",
  tags: ["vault", "secrets"],
  fix: "let the service or its node's agent ask Vault for it",
  types: undefined,
  judge: ({ type }) =>
    isKnownVaultType(type) ? [] : [finding("type", "a kind that rules read", type)],
};

/** Refuses an AppRole that can be used from everywhere, or whose secret-id or token lasts too long. */
import { appRoleFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultApproleBounded = typeRule(
  "vault:appRole/authBackendRole:AuthBackendRole",
  {
    name: "vault-approle-bounded",
    description:
      "An AppRole works from its node or network only, its secret-id once or for a day, its token for hours, because Vault's defaults are everywhere, always and for ever.",
    severity: "critical",
    tags: ["vault"],
    fix: "set it so",
  },
  appRoleFindings,
);

/** Refuses an engine of Vault whose leases last longer than hours. */
import { mountLeaseFindings } from "../../src/rules/vault.ts";
import { typeRule } from "../kit/rule.ts";

export const vaultMountBounded = typeRule(
  "vault:index/mount:Mount",
  {
    name: "vault-mount-bounded",
    description:
      "What an engine leases ends within hours, because what nobody takes back stays valid for a month by default.",
    severity: "high",
    tags: ["vault"],
    fix: "set it so",
  },
  mountLeaseFindings,
);

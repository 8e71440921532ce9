import { isAuditDevice } from "../../src/rules/vault.ts";
import type { StackRule } from "../kit/rule.ts";

/** Of the server itself; a stack may also add an engine's roles to a server of another stack. */
const SERVER_TYPES = ["vault:index/policy:Policy", "vault:index/authBackend:AuthBackend"];

export const vaultAudited: StackRule = {
  name: "vault-audited",
  description:
    "Whoever configures a Vault server gives it an audit device that hashes secrets, because without one nobody can say who read what.",
  severity: "critical",
  tags: ["vault"],
  fix: 'add an Audit of type "file"',
  judgeStack(resources) {
    const [server] = resources.filter(({ type }) => SERVER_TYPES.includes(type));
    const devices = resources.filter(({ type }) => type === "vault:index/audit:Audit");
    if (!server || devices.some(({ inputs }) => isAuditDevice(inputs))) return [];
    const problem = `must have a device that hashes secrets, has ${devices.length === 0 ? "none" : "others"}`;
    return [{ resource: devices[0] ?? server, at: "audit", problem }];
  },
};

/** Refuses a stack that configures Vault without an audit device. */
import { auditFindings } from "../../src/rules/vault.ts";
import type { Resource } from "../kit/resource.ts";
import type { StackRule } from "../kit/rule.ts";

/** Judges stacks that configure the server itself; others may add policies and roles to it. */
const SERVER_TYPES = ["vault:index/mount:Mount", "vault:index/authBackend:AuthBackend"];

export const vaultAudited: StackRule = {
  name: "vault-audited",
  description:
    "A stack that configures a Vault server gives it an audit device that hashes secrets, because without one nobody can say who read what.",
  severity: "critical",
  tags: ["vault"],
  fix: 'add an Audit of type "file"',
  judgeStack(resources) {
    const [server] = resources.filter(({ type }) => SERVER_TYPES.includes(type));
    const devices = resources.filter(({ type }) => type === "vault:index/audit:Audit");
    if (!server || devices.some(isDevice)) return [];
    const problem = `must have a device that hashes secrets, has ${devices.length === 0 ? "none" : "others"}`;
    return [{ resource: devices[0] ?? server, at: "audit", problem }];
  },
};

/** Before Vault's token is known a preview says nothing of a device; the rule about each judges its inputs. */
function isDevice({ inputs }: Resource): boolean {
  return !("type" in inputs) || auditFindings(inputs).length === 0;
}

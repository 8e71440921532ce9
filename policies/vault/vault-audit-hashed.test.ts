import { describeRule, UNKNOWN, unknownAt } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultAuditHashed } from "./vault-audit-hashed.ts";

function audit(inputs: Record<string, unknown>): Planned {
  return { type: "vault:index/audit:Audit", name: "audit", inputs };
}

const file = { type: "file", options: { file_path: "/vault/logs/audit.log" } };

function logRaw(value: unknown): Planned {
  return audit({ ...file, options: { ...file.options, log_raw: value } });
}

function refused(at: string, wanted: string, found: string): string[] {
  return [`thanos/audit/${at}: must be ${wanted}, got ${found}; set it so`];
}

const plain = (found: string) => refused("options/log_raw", "absent or false", found);
const strange = (found: string) => refused("type", "file, socket or syslog", found);

describeRule(vaultAuditHashed, [
  { kind: "complies", what: "a file", given: audit(file), says: [] },
  { kind: "complies", what: "syslog", given: audit({ type: "syslog" }), says: [] },
  { kind: "violates", what: "secrets in plain", given: logRaw("true"), says: plain('"true"') },
  { kind: "absent", what: "no type", given: audit({}), says: strange("nothing") },
  {
    kind: "null",
    what: "null for the options",
    given: audit({ type: "socket", options: null }),
    says: [],
  },
  { kind: "null", what: "null for the option", given: logRaw(null), says: [] },
  {
    kind: "unknown",
    what: "a computed option",
    given: logRaw(UNKNOWN),
    says: [unknownAt("thanos/audit/options/log_raw")],
  },
  {
    kind: "wrong case",
    what: "the type in capitals",
    given: audit({ ...file, type: "FILE" }),
    says: strange('"FILE"'),
  },
  {
    kind: "wrong case",
    what: "secrets in plain, in capitals",
    given: logRaw("TRUE"),
    says: plain('"TRUE"'),
  },
  {
    kind: "boundary",
    what: "secrets hashed in so many words",
    given: logRaw("false"),
    says: [],
  },
  {
    kind: "evasion",
    what: "secrets in plain by a number",
    given: logRaw("1"),
    says: plain('"1"'),
  },
  {
    kind: "evasion",
    what: "a device that writes nothing",
    given: audit({ type: "noop" }),
    says: strange('"noop"'),
  },
]);

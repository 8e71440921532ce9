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

describeRule(vaultAuditHashed, {
  complies: { "a file": audit(file), syslog: audit({ type: "syslog" }) },
  violates: { "secrets in plain": { given: logRaw("true"), says: plain('"true"') } },
  absent: { "no type": { given: audit({}), says: strange("nothing") } },
  null: {
    "null for the options": audit({ type: "socket", options: null }),
    "null for the option": logRaw(null),
  },
  unknown: {
    "a computed option": {
      given: logRaw(UNKNOWN),
      says: unknownAt("thanos/audit/options/log_raw"),
    },
  },
  "wrong case": {
    "the type in capitals": { given: audit({ ...file, type: "FILE" }), says: strange('"FILE"') },
    "secrets in plain, in capitals": { given: logRaw("TRUE"), says: plain('"TRUE"') },
  },
  boundary: { "secrets hashed in so many words": logRaw("false") },
  evasion: {
    "secrets in plain by a number": { given: logRaw("1"), says: plain('"1"') },
    "a device that writes nothing": { given: audit({ type: "noop" }), says: strange('"noop"') },
  },
});

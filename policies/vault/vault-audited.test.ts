import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultAudited } from "./vault-audited.ts";

const MOUNT = { type: "vault:index/mount:Mount", name: "kv", inputs: { path: "secret" } };
const LOGIN = { type: "vault:index/authBackend:AuthBackend", name: "login", inputs: {} };

function audit(inputs: Record<string, unknown>): Planned {
  return { type: "vault:index/audit:Audit", name: "audit", inputs };
}

function refused(name: string, found: string): string[] {
  return [
    `thanos/${name}/audit: must have a device that hashes secrets, has ${found}; add an Audit of type "file"`,
  ];
}

const file = { type: "file", options: { file_path: "/vault/logs/audit.log" } };

describeRule(vaultAudited, [
  { kind: "complies", what: "a file", given: [MOUNT, audit(file)], says: [] },
  {
    kind: "complies",
    what: "one good device beside another",
    given: [audit({ type: "noop" }), LOGIN, audit(file)],
    says: [],
  },
  {
    kind: "complies",
    what: "roles for the server of another stack",
    given: [{ type: "vault:database/secretBackendRole:SecretBackendRole", name: "x", inputs: {} }],
    says: [],
  },
  {
    kind: "complies",
    what: "policies for the server of another stack",
    given: [{ type: "vault:index/policy:Policy", name: "app", inputs: { policy: "" } }],
    says: [],
  },
  {
    kind: "violates",
    what: "an engine and no device",
    given: [MOUNT],
    says: refused("kv", "none"),
  },
  {
    kind: "absent",
    what: "a device of which a preview says nothing yet",
    given: [MOUNT, audit({})],
    says: [],
  },
  {
    kind: "absent",
    what: "no Vault at all",
    given: [{ type: "bev:node:Host", name: "x", inputs: {} }],
    says: [],
  },
  {
    kind: "null",
    what: "null for the options",
    given: [MOUNT, audit({ type: "socket", options: null })],
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed option",
    given: [MOUNT, audit({ type: "file", options: { log_raw: UNKNOWN } })],
    says: [
      "thanos/audit/options/log_raw: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "the type in capitals",
    given: [LOGIN, audit({ ...file, type: "FILE" })],
    says: refused("audit", "others"),
  },
  {
    kind: "boundary",
    what: "secrets hashed in so many words",
    given: [LOGIN, audit({ ...file, options: { log_raw: "false" } })],
    says: [],
  },
  {
    kind: "evasion",
    what: "secrets in plain",
    given: [MOUNT, audit({ ...file, options: { log_raw: "true" } })],
    says: refused("audit", "others"),
  },
  {
    kind: "evasion",
    what: "secrets in plain, in capitals",
    given: [MOUNT, audit({ ...file, options: { log_raw: "TRUE" } })],
    says: refused("audit", "others"),
  },
  {
    kind: "evasion",
    what: "secrets in plain by a number",
    given: [MOUNT, audit({ ...file, options: { log_raw: "1" } })],
    says: refused("audit", "others"),
  },
]);

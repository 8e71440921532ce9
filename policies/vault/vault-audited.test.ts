import { describeRule, UNKNOWN } from "../kit/cases.ts";
import type { Planned } from "../kit/cases.ts";
import { vaultAudited } from "./vault-audited.ts";

const POLICY = { type: "vault:index/policy:Policy", name: "app", inputs: { policy: "" } };
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
  { kind: "complies", what: "a file", given: [POLICY, audit(file)], says: [] },
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
    kind: "violates",
    what: "policies and no device",
    given: [POLICY],
    says: refused("app", "none"),
  },
  {
    kind: "absent",
    what: "a device without a type",
    given: [POLICY, audit({})],
    says: refused("audit", "others"),
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
    given: [POLICY, audit({ type: "socket", options: null })],
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed option",
    given: [POLICY, audit({ type: "file", options: { log_raw: UNKNOWN } })],
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
    given: [POLICY, audit({ ...file, options: { log_raw: "true" } })],
    says: refused("audit", "others"),
  },
  {
    kind: "evasion",
    what: "secrets in plain, in capitals",
    given: [POLICY, audit({ ...file, options: { log_raw: "TRUE" } })],
    says: refused("audit", "others"),
  },
  {
    kind: "evasion",
    what: "secrets in plain by a number",
    given: [POLICY, audit({ ...file, options: { log_raw: "1" } })],
    says: refused("audit", "others"),
  },
]);

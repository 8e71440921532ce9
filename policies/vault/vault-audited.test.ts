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

describeRule(vaultAudited, {
  complies: {
    "a file": [MOUNT, audit(file)],
    "one good device beside another": [audit({ type: "noop" }), LOGIN, audit(file)],
    "roles for the server of another stack": [
      { type: "vault:database/secretBackendRole:SecretBackendRole", name: "x", inputs: {} },
    ],
    "policies for the server of another stack": [
      { type: "vault:index/policy:Policy", name: "app", inputs: { policy: "" } },
    ],
  },
  violates: { "an engine and no device": { given: [MOUNT], says: refused("kv", "none") } },
  absent: {
    "a device of which a preview says nothing yet": [MOUNT, audit({})],
    "no Vault at all": [{ type: "bev:node:Host", name: "x", inputs: {} }],
  },
  null: { "null for the options": [MOUNT, audit({ type: "socket", options: null })] },
  unknown: {
    "a computed option": {
      given: [MOUNT, audit({ type: "file", options: { log_raw: UNKNOWN } })],
      says: "thanos/audit/options/log_raw: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "the type in capitals": {
      given: [LOGIN, audit({ ...file, type: "FILE" })],
      says: refused("audit", "others"),
    },
  },
  boundary: {
    "secrets hashed in so many words": [LOGIN, audit({ ...file, options: { log_raw: "false" } })],
  },
  evasion: {
    "secrets in plain": {
      given: [MOUNT, audit({ ...file, options: { log_raw: "true" } })],
      says: refused("audit", "others"),
    },
    "secrets in plain, in capitals": {
      given: [MOUNT, audit({ ...file, options: { log_raw: "TRUE" } })],
      says: refused("audit", "others"),
    },
    "secrets in plain by a number": {
      given: [MOUNT, audit({ ...file, options: { log_raw: "1" } })],
      says: refused("audit", "others"),
    },
  },
});

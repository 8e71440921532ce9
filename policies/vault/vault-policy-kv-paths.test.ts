import { describeRule, UNKNOWN } from "../../test/kit/policy-cases.ts";
import type { Planned } from "../../test/kit/policy-cases.ts";
import { vaultPolicyKvPaths } from "./vault-policy-kv-paths.ts";

function policy(path: string, capabilities = '["read"]'): Planned {
  const text = `path "${path}" { capabilities = ${capabilities} }`;
  return { type: "vault:index/policy:Policy", name: "app", inputs: { name: "app", policy: text } };
}

function mount(inputs: Record<string, unknown>): Planned {
  return { type: "vault:index/mount:Mount", name: "kv", inputs: { path: "secret", ...inputs } };
}

const KV2 = mount({ type: "kv", options: { version: "2" } });

function refused(path: string, at = "secret"): string[] {
  return [
    `thanos/app/policy/${path}: must be below ${at}/data/ or ${at}/metadata/, got "${path}"; ` +
      "put data/ behind the mount",
  ];
}

describeRule(vaultPolicyKvPaths, {
  complies: {
    data: [KV2, policy("secret/data/api-keys/*")],
    metadata: [policy("secret/metadata/api-keys", '["list"]'), KV2],
    "another engine": [KV2, policy("database/creds/reader")],
    "version 1": [mount({ type: "kv", options: { version: "1" } }), policy("secret/x")],
    "another engine with versions": [
      mount({ type: "transit", options: { version: "2" } }),
      policy("secret/x"),
    ],
    "a resource that only looks like a mount or a policy": [
      { ...mount({ type: "kv-v2" }), type: "vault:kv/secretBackendV2:SecretBackendV2" },
      KV2,
      { ...policy("secret/x"), type: "vault:index/audit:Audit" },
      policy("undefined/x"),
    ],
    "a text that another rule refuses": [KV2, policy("secret/x", '["READ"]')],
  },
  violates: {
    "as document 001 writes it": {
      given: [KV2, policy("secret/api-keys/*")],
      says: refused("secret/api-keys/*"),
    },
  },
  absent: {
    "no mount in the stack": [policy("secret/x")],
    "a policy without a text": [
      KV2,
      { type: "vault:index/policy:Policy", name: "app", inputs: {} },
    ],
  },
  null: { "null for the options": [mount({ type: "kv", options: null }), policy("secret/x")] },
  unknown: {
    "a computed mount": {
      given: [mount({ type: "kv-v2", path: UNKNOWN }), policy("secret/x")],
      says: "thanos/kv/path: must be known at preview, is computed during the update; pass a literal",
    },
  },
  "wrong case": {
    "data in capitals": { given: [KV2, policy("secret/DATA/x")], says: refused("secret/DATA/x") },
  },
  boundary: {
    "the mount itself": { given: [KV2, policy("secret")], says: refused("secret") },
    "a mount that only begins so": [KV2, policy("secrets/x")],
  },
  evasion: {
    "everything below the mount": { given: [KV2, policy("secret/*")], says: refused("secret/*") },
    "any part": { given: [KV2, policy("secret/+/x")], says: refused("secret/+/x") },
    "the mount's other spelling": {
      given: [mount({ type: "kv-v2", path: "/team/kv/" }), policy("/team/kv/x")],
      says: refused("team/kv/x", "team/kv"),
    },
    "slashes without end": {
      given: [mount({ type: "kv-v2", path: "//kv//" }), policy("kv/x")],
      says: refused("kv/x", "kv"),
    },
    "the version as a number": {
      given: [mount({ type: "kv", options: { version: 2 } }), policy("secret/x")],
      says: refused("secret/x"),
    },
  },
});

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

describeRule(vaultPolicyKvPaths, [
  { kind: "complies", what: "data", given: [KV2, policy("secret/data/api-keys/*")], says: [] },
  {
    kind: "complies",
    what: "metadata",
    given: [policy("secret/metadata/api-keys", '["list"]'), KV2],
    says: [],
  },
  {
    kind: "complies",
    what: "another engine",
    given: [KV2, policy("database/creds/reader")],
    says: [],
  },
  {
    kind: "complies",
    what: "version 1",
    given: [mount({ type: "kv", options: { version: "1" } }), policy("secret/x")],
    says: [],
  },
  {
    kind: "violates",
    what: "as document 001 writes it",
    given: [KV2, policy("secret/api-keys/*")],
    says: refused("secret/api-keys/*"),
  },
  { kind: "absent", what: "no mount in the stack", given: [policy("secret/x")], says: [] },
  {
    kind: "absent",
    what: "a policy without a text",
    given: [KV2, { type: "vault:index/policy:Policy", name: "app", inputs: {} }],
    says: [],
  },
  {
    kind: "null",
    what: "null for the options",
    given: [mount({ type: "kv", options: null }), policy("secret/x")],
    says: [],
  },
  {
    kind: "unknown",
    what: "a computed mount",
    given: [mount({ type: "kv-v2", path: UNKNOWN }), policy("secret/x")],
    says: [
      "thanos/kv/path: must be known at preview, is computed during the update; pass a literal",
    ],
  },
  {
    kind: "wrong case",
    what: "data in capitals",
    given: [KV2, policy("secret/DATA/x")],
    says: refused("secret/DATA/x"),
  },
  {
    kind: "boundary",
    what: "the mount itself",
    given: [KV2, policy("secret")],
    says: refused("secret"),
  },
  {
    kind: "boundary",
    what: "a mount that only begins so",
    given: [KV2, policy("secrets/x")],
    says: [],
  },
  {
    kind: "evasion",
    what: "everything below the mount",
    given: [KV2, policy("secret/*")],
    says: refused("secret/*"),
  },
  {
    kind: "evasion",
    what: "any part",
    given: [KV2, policy("secret/+/x")],
    says: refused("secret/+/x"),
  },
  {
    kind: "evasion",
    what: "the mount's other spelling",
    given: [mount({ type: "kv-v2", path: "/team/kv/" }), policy("/team/kv/x")],
    says: refused("team/kv/x", "team/kv"),
  },
  {
    kind: "evasion",
    what: "slashes without end",
    given: [mount({ type: "kv-v2", path: "//kv//" }), policy("kv/x")],
    says: refused("kv/x", "kv"),
  },
  {
    kind: "complies",
    what: "another engine with versions",
    given: [mount({ type: "transit", options: { version: "2" } }), policy("secret/x")],
    says: [],
  },
  {
    kind: "complies",
    what: "a resource that only looks like a mount or a policy",
    given: [
      { ...mount({ type: "kv-v2" }), type: "vault:kv/secretBackendV2:SecretBackendV2" },
      KV2,
      { ...policy("secret/x"), type: "vault:index/audit:Audit" },
      policy("undefined/x"),
    ],
    says: [],
  },
  {
    kind: "evasion",
    what: "the version as a number",
    given: [mount({ type: "kv", options: { version: 2 } }), policy("secret/x")],
    says: refused("secret/x"),
  },
  {
    kind: "complies",
    what: "a text that another rule refuses",
    given: [KV2, policy("secret/x", '["READ"]')],
    says: [],
  },
]);

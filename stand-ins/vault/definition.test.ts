/** What the stand-in takes, and how it refuses the rest. */
import { describe, expect, it } from "@jest/globals";
import { Provider } from "../kit/provider.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { vaultProvider } from "./definition.ts";

const provider = new Provider(vaultProvider("7.8.0"), { log: () => undefined });

const LOGIN = { postgresql: { connectionUrl: "postgresql://{{username}}@db/app" } };
const TOKENS: Record<string, [token: string, inputs: Properties]> = {
  Audit: ["index/audit:Audit", { type: "file", options: {} }],
  AuthBackend: ["index/authBackend:AuthBackend", { type: "approle" }],
  Connection: [
    "database/secretBackendConnection:SecretBackendConnection",
    { backend: "db", name: "x", ...LOGIN },
  ],
  Key: ["transit/secretBackendKey:SecretBackendKey", { backend: "t", name: "x" }],
  Mount: ["index/mount:Mount", { type: "kv", path: "x" }],
  PkiRole: ["pkiSecret/secretBackendRole:SecretBackendRole", { backend: "pki", name: "x" }],
  Policy: ["index/policy:Policy", { name: "x", policy: "" }],
  Role: ["appRole/authBackendRole:AuthBackendRole", { roleName: "x" }],
  Root: [
    "pkiSecret/secretBackendRootCert:SecretBackendRootCert",
    { backend: "pki", type: "internal", commonName: "x" },
  ],
  Secret: ["kv/secretV2:SecretV2", { mount: "kv", name: "x", dataJson: "{}" }],
};

const ABSENT =
  "not implemented by this stand-in; use the published plugin or leave the property out";
const NAMELESS = "this stand-in makes up no names; set it";

function check(type: string, changes: Properties) {
  const [token = "", inputs = {}] = TOKENS[type] ?? [];
  return provider.check(`vault:${token}`, { ...inputs, ...changes });
}

it.each(Object.keys(TOKENS))("takes the least of inputs: %s", (type) => {
  expect(check(type, {}).failures).toEqual([]);
});

describe("refuses", () => {
  it.each<[string, string, Properties, string]>([
    ...Object.keys(TOKENS).map((type): [string, string, Properties, string] => [
      type,
      "namespace",
      { namespace: "a" },
      ABSENT,
    ]),
    ["Policy", "name", { name: "" }, NAMELESS],
    ["Key", "name", { name: null }, NAMELESS],
    ["Role", "aliasMetadata", { aliasMetadata: { a: "1" } }, ABSENT],
    ["Mount", "sealWrap", { sealWrap: true }, ABSENT],
    ["Mount", "externalEntropyAccess", { externalEntropyAccess: true }, ABSENT],
    ["Mount", "allowedManagedKeys", { allowedManagedKeys: ["a"] }, ABSENT],
    ["AuthBackend", "identityTokenKey", { identityTokenKey: "a" }, ABSENT],
    ["Connection", "mysql", { mysql: {} }, ABSENT],
    ["Connection", "rotationPeriod", { rotationPeriod: 60 }, ABSENT],
    ["Connection", "data", { data: { a: "b" } }, ABSENT],
    ["Connection", "postgresql", { postgresql: null }, "missing required property"],
    [
      "Connection",
      "postgresql.selfManaged",
      { postgresql: { selfManaged: true } },
      "not implemented by this stand-in; use the published plugin or leave it out",
    ],
    [
      "Connection",
      "pluginName",
      { pluginName: "mysql-database-plugin" },
      "only postgresql-database-plugin is implemented by this stand-in",
    ],
    ["Secret", "dataJson", { dataJson: "[]" }, "must be the JSON text of an object"],
    ["Secret", "dataJson", { dataJson: "{" }, "must be the JSON text of an object"],
    ["Secret", "dataJsonWo", { dataJsonWo: "{}" }, ABSENT],
    [
      "Secret",
      "disableRead",
      { disableRead: true },
      "not implemented by this stand-in; leave it out",
    ],
    ["Root", "type", { type: "existing" }, "expected one of exported, internal"],
    ["Root", "keyType", { keyType: "dsa" }, "expected one of rsa, ec, ed25519"],
    ["Root", "keyRef", { keyRef: "default" }, ABSENT],
    ["PkiRole", "keyType", { keyType: "dsa" }, "expected one of rsa, ec, ed25519, any"],
    ["PkiRole", "policyIdentifier", { policyIdentifier: "a" }, ABSENT],
    ["Key", "minDecryptionVersion", { minDecryptionVersion: 0 }, "must be at least 1, got 0"],
    ["Key", "hybridKeyTypeEc", { hybridKeyTypeEc: "a" }, ABSENT],
  ])("of %s the input %s", (type, property, changes, reason) => {
    expect(check(type, changes).failures).toEqual([{ property, reason }]);
  });
});

it("takes what is unknown yet", () => {
  const known = check("Connection", { postgresql: UNKNOWN, pluginName: UNKNOWN }).failures;
  expect([...known, ...check("Secret", { dataJson: UNKNOWN }).failures]).toEqual([]);
});

it("fills in the published provider's defaults", () => {
  expect(check("Role", {}).inputs).toEqual({
    roleName: "x",
    backend: "approle",
    bindSecretId: true,
    tokenType: "default",
  });
  expect(check("Key", {}).inputs).toMatchObject({ minDecryptionVersion: 1, type: "aes256-gcm96" });
});

describe("refuses a change that Vault cannot make:", () => {
  it.each<[string, Properties, Properties, string]>([
    [
      "Role",
      { localSecretIds: false },
      { localSecretIds: true },
      "localSecretIds: Vault fixes it when it makes the role",
    ],
    [
      "Connection",
      {},
      { name: "y" },
      "name: a connection cannot be renamed in place; rename the resource in the program too",
    ],
    [
      "Key",
      { exportable: true },
      { exportable: false },
      "exportable: Vault never takes it back; give the key another name",
    ],
    ["Key", {}, { keySize: 64 }, "keySize: Vault fixes it when it makes the key"],
    [
      "Mount",
      {},
      { path: "y" },
      "path: moving is not implemented by this stand-in; use the published plugin, or keep the path",
    ],
  ])("%s from %j to %j", (type, before, after, message) => {
    const [token = ""] = TOKENS[type] ?? [];
    const state = check(type, before).inputs;
    expect(() => provider.diff(`vault:${token}`, state, check(type, after).inputs, [])).toThrow(
      new Error(message),
    );
  });
});

it("lets a key become exportable in place", () => {
  const state = check("Key", {}).inputs;
  const changes = provider.diff(
    "vault:transit/secretBackendKey:SecretBackendKey",
    state,
    { ...state, exportable: true },
    [],
  );
  expect(changes).toEqual([
    { path: "exportable", property: "exportable", kind: "add", replace: false },
  ]);
});

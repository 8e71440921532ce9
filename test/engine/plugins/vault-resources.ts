/** One resource of each kind that the vault stand-in makes, and the id that it has. */
import type { Data, Declared } from "../../kit/vault.ts";

export const CANARY = "bev_test_canary_vault";
/** Ids by the name in the program, those of the published provider. The root's ends in what Vault makes up. */
export const IDS: Record<string, string> = {
  audit: "file",
  policy: "app-policy",
  approle: "approle",
  role: "auth/approle/role/app",
  kv: "secret",
  versions: "secret/config",
  secret: "secret/data/app/one",
  database: "database",
  connection: "database/config/postgres",
  reader: "database/roles/reader",
  pki: "pki",
  urls: "pki/config/urls",
  pkiRole: "pki/roles/node",
  transit: "transit",
  key: "transit/keys/app",
};

export const LOGIN = {
  connectionUrl: "postgresql://{{username}}:{{password}}@127.0.0.1:1/app",
  username: "vault_admin",
  password: CANARY,
};

/** Everything that the stand-in makes, with `changes` of arguments by name. */
export function declared(
  auditFile: string,
  changes: Record<string, Data> = {},
): Record<string, Declared> {
  const all: Record<string, Declared> = {
    audit: {
      of: "Audit",
      args: { type: "file", path: "file", options: { file_path: auditFile } },
    },
    policy: {
      of: "Policy",
      args: {
        name: "app-policy",
        policy: 'path "secret/data/app/*" { capabilities = ["read"] }',
      },
    },
    approle: { of: "AuthBackend", args: { type: "approle" } },
    role: {
      of: "approle.AuthBackendRole",
      args: {
        roleName: "app",
        tokenPolicies: ["app-policy", "vault_admin_role"],
        tokenTtl: 3600,
        tokenMaxTtl: 14_400,
        secretIdTtl: 600,
        secretIdNumUses: 1,
        tokenBoundCidrs: ["100.122.12.53/32", "172.30.1.0/24"],
        secretIdBoundCidrs: ["100.122.12.53/32"],
      },
    },
    kv: { of: "Mount", args: { type: "kv-v2", path: "secret", description: "secrets" } },
    versions: { of: "kv.SecretBackendV2", args: { mount: "secret", maxVersions: 5 } },
    secret: {
      of: "kv.SecretV2",
      args: {
        mount: "secret",
        name: "app/one",
        dataJson: JSON.stringify({ password: CANARY, port: 5432 }),
      },
    },
    database: {
      of: "Mount",
      args: {
        type: "database",
        path: "database",
        defaultLeaseTtlSeconds: 3600,
        maxLeaseTtlSeconds: 14_400,
      },
    },
    connection: {
      of: "database.SecretBackendConnection",
      args: {
        backend: "database",
        name: "postgres",
        allowedRoles: ["reader"],
        verifyConnection: false,
        postgresql: LOGIN,
      },
    },
    reader: {
      of: "database.SecretBackendRole",
      args: {
        backend: "database",
        name: "reader",
        dbName: "postgres",
        creationStatements: ['CREATE ROLE "{{name}}"'],
        defaultTtl: 3600,
        maxTtl: 14_400,
      },
    },
    pki: { of: "Mount", args: { type: "pki", path: "pki", maxLeaseTtlSeconds: 315_360_000 } },
    root: {
      of: "pkisecret.SecretBackendRootCert",
      args: {
        backend: "pki",
        type: "internal",
        commonName: "BEV root",
        keyType: "ec",
        keyBits: 256,
        ttl: "87600h",
        issuerName: "root",
      },
    },
    urls: {
      of: "pkisecret.SecretBackendConfigUrls",
      args: { backend: "pki", issuingCertificates: ["https://vault:8200/v1/pki/ca"] },
    },
    pkiRole: {
      of: "pkisecret.SecretBackendRole",
      args: {
        backend: "pki",
        name: "node",
        allowedDomains: ["bev.internal"],
        allowSubdomains: true,
        keyType: "ec",
        keyBits: 256,
        maxTtl: "72h",
      },
    },
    transit: { of: "Mount", args: { type: "transit", path: "transit" } },
    key: {
      of: "transit.SecretBackendKey",
      args: { backend: "transit", name: "app", deletionAllowed: true },
    },
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, one]) => [
      name,
      { ...one, args: { ...one.args, ...changes[name] } },
    ]),
  );
}

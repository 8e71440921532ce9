/** The engines, login methods and audit device of the platform's Vault. */
import { Audit } from "@pulumi/vault/audit.js";
import { AuthBackend } from "@pulumi/vault/authBackend.js";
import { Mount } from "@pulumi/vault/mount.js";
import { SecretBackendRootCert } from "@pulumi/vault/pkisecret/secretBackendRootCert.js";
import * as pulumi from "@pulumi/pulumi";
import { LEASE } from "../access/vault/database.ts";
import { CERTIFICATE_LIFE, PKI_MOUNT } from "../access/vault/pki.ts";
import { AUDIT_FILES, DATABASE_MOUNT, KV_MOUNT, KV_MOUNTS } from "../access/vault/paths.ts";

/**
 * What the platform's Vault offers its clients. Invariant: nothing is offered before every request is
 * recorded.
 */
export class VaultEngines extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:VaultEngines";
  /** The store of passwords. */
  readonly secrets: pulumi.Resource;
  /** Where services log in. */
  readonly logins: pulumi.Resource;
  /** What certificates of services chain to. */
  readonly authority: SecretBackendRootCert;

  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super(VaultEngines.type, name, {}, opts);
    const parent = this;
    const audit = new Audit(
      `${name}-audit`,
      { type: "file", options: { file_path: AUDIT_FILES.stack } },
      { parent },
    );
    const after = { parent, dependsOn: audit };
    this.secrets = createStore(KV_MOUNT);
    for (const path of KV_MOUNTS) if (path !== KV_MOUNT) createStore(path);
    this.logins = new AuthBackend(`${name}-approle`, { type: "approle" }, after);
    createLogins();
    this.authority = createAuthority();
    this.registerOutputs({});

    /** The stack of each database configures it. */
    function createLogins(): Mount {
      return new Mount(
        `${name}-database`,
        {
          path: DATABASE_MOUNT,
          type: "database",
          defaultLeaseTtlSeconds: LEASE.first,
          maxLeaseTtlSeconds: LEASE.most,
        },
        after,
      );
    }

    /** Its key is made in Vault and never leaves it. */
    function createAuthority(): SecretBackendRootCert {
      const mount = new Mount(
        `${name}-pki`,
        {
          path: PKI_MOUNT,
          type: "pki",
          defaultLeaseTtlSeconds: CERTIFICATE_LIFE.server,
          maxLeaseTtlSeconds: CERTIFICATE_LIFE.root,
        },
        after,
      );
      return new SecretBackendRootCert(
        `${name}-authority`,
        {
          backend: mount.path,
          type: "internal",
          commonName: "BEV services",
          keyType: "ec",
          keyBits: 256,
          ttl: String(CERTIFICATE_LIFE.root),
        },
        { parent },
      );
    }

    function createStore(path: string): Mount {
      return new Mount(`${name}-${path}`, { path, type: "kv", options: { version: "2" } }, after);
    }
  }
}

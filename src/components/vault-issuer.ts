/** The role under which Vault issues the certificates of one node. */
import { SecretBackendRole } from "@pulumi/vault/pkisecret/secretBackendRole.js";
import * as pulumi from "@pulumi/pulumi";
import { CERTIFICATE_LIFE, PKI_MOUNT } from "../access/vault/pki.ts";
import type { CertificateRole } from "../access/vault/pki.ts";

export interface VaultIssuerRoleArgs {
  role: CertificateRole;
  /** The engine, if this stack makes it. */
  after: readonly pulumi.Resource[];
}

/**
 * What Vault issues for the servers of one node. Invariant: in the names of its own services and machine
 * alone, to servers, and never without end.
 */
export class VaultIssuerRole extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:VaultIssuerRole";
  readonly role: SecretBackendRole;

  constructor(
    name: string,
    { role, after }: VaultIssuerRoleArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(VaultIssuerRole.type, name, {}, opts);
    const life = String(CERTIFICATE_LIFE.server);
    this.role = new SecretBackendRole(
      `${name}-role`,
      {
        backend: PKI_MOUNT,
        name: role.name,
        allowedDomains: role.allowedDomains,
        allowBareDomains: true,
        allowSubdomains: false,
        allowWildcardCertificates: false,
        allowLocalhost: false,
        // No role of Vault's can tell one address from another.
        allowIpSans: true,
        serverFlag: true,
        clientFlag: false,
        keyType: "ec",
        keyBits: 256,
        keyUsages: ["DigitalSignature"],
        ttl: life,
        maxTtl: life,
      },
      { parent: this, dependsOn: [...after], deleteBeforeReplace: true },
    );
    this.registerOutputs({});
  }
}

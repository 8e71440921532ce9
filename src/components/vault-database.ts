/** A PostgreSQL server in which Vault makes logins. */
import * as pulumi from "@pulumi/pulumi";
import { SecretBackendConnection } from "@pulumi/vault/database/secretBackendConnection.js";
import { SecretBackendRole } from "@pulumi/vault/database/secretBackendRole.js";
import { LEASE } from "../access/vault/database.ts";
import type { LoginEngine, LoginRole } from "../access/vault/database.ts";
import { DATABASE_MOUNT } from "../access/vault/paths.ts";

export interface VaultDatabaseArgs {
  engine: LoginEngine;
  /** Password of the login that makes the others. */
  password: pulumi.Input<string>;
  /** PEM that the server's certificate chains to. */
  authority: pulumi.Input<string>;
  /** The server, with all that the statements name. */
  after: readonly pulumi.Resource[];
}

/**
 * A PostgreSQL server that Vault makes logins in. Invariant: none outlives its lease, and who makes them
 * has a password of its own, which is in the state only encrypted.
 */
export class VaultDatabase extends pulumi.ComponentResource {
  static readonly type = "bev:secrets:VaultDatabase";

  constructor(
    name: string,
    { engine, password, authority, after }: VaultDatabaseArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super(VaultDatabase.type, name, {}, opts);
    const parent = this;
    const connection = createConnection();
    engine.roles.forEach(createRole);
    this.registerOutputs({});

    function createConnection(): SecretBackendConnection {
      const { username, connectionUrl, verifyConnection, roles } = engine;
      return new SecretBackendConnection(
        `${name}-connection`,
        {
          backend: DATABASE_MOUNT,
          name: "postgresql",
          allowedRoles: roles.map((role) => role.name),
          verifyConnection,
          postgresql: pulumi.secret({
            connectionUrl,
            username,
            password,
            tlsCa: authority,
            // The server is told verifiers, never passwords: they would stand in its log.
            passwordAuthentication: "scram-sha-256",
          }),
        },
        { parent, dependsOn: [...after] },
      );
    }

    function createRole({ name: role, ...statements }: LoginRole): void {
      new SecretBackendRole(
        `${name}-${role}`,
        {
          backend: DATABASE_MOUNT,
          dbName: connection.name,
          name: role,
          ...statements,
          defaultTtl: LEASE.first,
          maxTtl: LEASE.most,
        },
        { parent },
      );
    }
  }
}

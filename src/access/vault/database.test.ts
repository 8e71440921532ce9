import { describe, expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import type { PostgresData } from "../../catalog/types.ts";
import { databaseRoleFindings, mountLeaseFindings } from "../../rules/vault.ts";
import { LEASE, loginEngine } from "./database.ts";

const row = catalog.find(({ name }) => name === "postgres");
const data = row?.data as PostgresData;

describe("loginEngine", () => {
  it("connects as a login of its own, and knows a role for each group of the catalogue", () => {
    expect(loginEngine(data, "100.122.12.53:5432")).toEqual({
      secret: "postgres/vault-admin",
      username: "vault_admin",
      connectionUrl:
        "postgresql://{{username}}:{{password}}@100.122.12.53:5432/osint?sslmode=verify-full",
      verifyConnection: true,
      roles: ["reader", "writer"].map((kind) => ({
        name: `osint-${kind}`,
        creationStatements: [
          `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "osint_${kind}"`,
        ],
        revocationStatements: [
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '{{name}}'",
          'DROP ROLE IF EXISTS "{{name}}"',
        ],
      })),
    });
  });

  it("does not ask for a way to a node that only this machine reaches", () => {
    expect(loginEngine(data, "127.30.0.2:5432")).toHaveProperty("verifyConnection", false);
  });

  it("is absent where no login makes others", () => {
    const { logins: _logins, ...others } = data;
    expect(loginEngine(others, "100.122.12.53:5432")).toBeUndefined();
  });

  it("leases as long as the rules allow", () => {
    const { first, most } = LEASE;
    expect(databaseRoleFindings({ defaultTtl: first, maxTtl: most })).toEqual([]);
    const mount = { type: "database", defaultLeaseTtlSeconds: first, maxLeaseTtlSeconds: most };
    expect(mountLeaseFindings(mount)).toEqual([]);
  });
});

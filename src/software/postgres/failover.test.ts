import { expect, it } from "@jest/globals";
import { catalog } from "../../catalog/index.ts";
import type { PostgresData } from "../../catalog/types.ts";
import { movedScript, movedSecrets, swapScript } from "./failover.ts";

const dataOf = (name: string) => catalog.find((row) => row.name === name)?.data as PostgresData;
const primary = dataOf("postgres");
const replica = dataOf("postgres-replica");
const verifiers = Object.fromEntries(
  movedSecrets(primary, replica).map((secret) => [secret, `verifier of ${secret}`]),
);

it("gives a promoted replica who may use the database, and nobody who reads its changes", () => {
  const text = movedScript(primary, replica, verifiers);
  expect(text).toContain("alter role current_user password 'verifier of postgres/password';");
  expect(text).toContain(
    `alter role "vault_admin" login createrole password 'verifier of postgres/vault-admin';`,
  );
  expect(text).toContain('grant select on tables to "osint_reader"');
  expect(text).not.toMatch(/login replication|create subscription|airflow|create publication/);
  // Its own exporter stays as it is, and is not told of as unknown.
  expect(text).not.toContain('alter role "postgres_exporter"');
  expect(text).toContain("'vault_admin', 'postgres_exporter']::text[]");
});

it("gives the primary its publication and its slot with the copy, and changes no login", () => {
  const text = swapScript("osint", "20261130140000", primary);
  expect(text).toContain("kept=osint_before_20261130140000\n");
  expect(text).toContain("create publication %I for all tables");
  expect(text).toContain("\nkeep_for osint postgres_replica\n");
  expect(text).not.toContain("alter role");
  expect(text).not.toMatch(/__[a-z]+__/);
});

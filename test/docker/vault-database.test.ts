/** Logins of a real PostgreSQL that a real Vault makes, deployed as THANOS' stack does it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { catalog } from "../../src/catalog/index.ts";
import type { PostgresData } from "../../src/catalog/types.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import { postgresScript } from "../../src/software/postgres/data.ts";
import { loginEngine } from "../../src/access/vault/database.ts";
import type { LoginEngine } from "../../src/access/vault/database.ts";
import { deployPolicy } from "../../src/access/vault/root.ts";
import { root, succeeded } from "../kit/engine.ts";
import { PostgresServer } from "../kit/postgres.ts";
import type { Login } from "../kit/postgres.ts";
import { freePort } from "../kit/processes.ts";
import { ObservedProject } from "../kit/steps.ts";
import type { Steps } from "../kit/steps.ts";
import { VaultServer } from "../kit/vault.ts";

/** The password with which Vault makes logins. */
const CANARY = "bevtestcanaryvaultadmin";
const ADMIN = { username: "vault_admin", password: CANARY };
const data = catalog.find(({ name }) => name === "postgres")?.data as PostgresData;

const PROGRAM = `
import { Mount, Provider } from "@pulumi/vault";
import { readFileSync } from "node:fs";
import { VaultDatabase } from ${JSON.stringify(path.join(root, "src/components/vault-database.ts"))};
import { LEASE } from ${JSON.stringify(path.join(root, "src/access/vault/database.ts"))};

const { provider: args, engine, password, authority } = JSON.parse(readFileSync("declared.json", "utf8"));
const provider = new Provider("vault", args);
const mount = new Mount(
  "database",
  { path: "database", type: "database", defaultLeaseTtlSeconds: LEASE.first, maxLeaseTtlSeconds: LEASE.most },
  { provider },
);
new VaultDatabase("logins", { engine, password, authority, after: [mount] }, { provider });
`;

describe("logins of PostgreSQL that Vault makes", () => {
  const vault = new VaultServer();
  const postgres = new PostgresServer("vault_database");
  const project = new ObservedProject("vault", PROGRAM);
  let engine: LoginEngine;
  let first: Steps;
  let shown = "";

  beforeAll(async () => {
    await Promise.all([vault.start(), postgres.start()]);
    await postgres.query("create table finding (id serial primary key, what text)");
    await postgres.query("insert into finding (what) values ('one')");
    await postgres.script(dataScript());
    engine = { ...engineAt(postgres.address), verifyConnection: true };
    await project.init();
    project.environment["VAULT_TOKEN"] = await tokenToDeployWith();
    first = await declare(engine).up();
    shown = first.output;
  });
  afterAll(async () => {
    await project.remove();
    await Promise.all([vault.stop(), postgres.stop()]);
  });

  it("are declared with the grants of the deployment token, and once", async () => {
    expect(first.errors).toEqual([]);
    expect(first.steps.sort()).toEqual([
      "create database",
      "create logins-connection",
      "create logins-osint-reader",
      "create logins-osint-writer",
    ]);
    await succeeded(project.preview("--expect-no-changes"));
  });

  it("read every table, also one that was made later, and write none", async () => {
    const reader = await login("osint-reader");
    await postgres.query("create table later as select 'two' as what");
    await postgres.query("create schema reports");
    await postgres.query("create table reports.latest as select 'three' as what");
    expect(await answers(reader, "select what from finding")).toBe("one");
    expect(await answers(reader, "select what from later")).toBe("two");
    expect(await answers(reader, "select what from reports.latest")).toBe("three");
    for (const [statement, table] of [
      ["insert into finding (what) values ('no')", "finding"],
      ["update finding set what = 'no'", "finding"],
      ["delete from finding", "finding"],
      ["truncate later", "later"],
      ["insert into reports.latest values ('no')", "latest"],
    ] as const) {
      expect(await refusal(reader, statement)).toBe(`ERROR:  permission denied for table ${table}`);
    }
    expect(await refusal(reader, "create table own (id int)")).toMatch(
      "ERROR:  permission denied for schema public",
    );
  });

  it("write where they are to, and make and drop nothing", async () => {
    const writer = await login("osint-writer");
    await postgres.query("create table counted (id serial primary key, what text)");
    await answers(writer, "insert into finding (what) values ('four')");
    await answers(writer, "insert into counted (what) values ('five')");
    await answers(writer, "update counted set what = 'six'");
    expect(await answers(writer, "select what from counted")).toBe("six");
    await answers(writer, "delete from finding where what = 'four'");
    expect(await refusal(writer, "create table own (id int)")).toMatch(
      "ERROR:  permission denied for schema public",
    );
    expect(await refusal(writer, "drop table finding")).toBe(
      "ERROR:  must be owner of table finding",
    );
    expect(await refusal(writer, "truncate finding")).toBe(
      "ERROR:  permission denied for table finding",
    );
    expect(await refusal(writer, "create role more")).toMatch(
      "ERROR:  permission denied to create role",
    );
  });

  it("live for an hour and, renewed, no longer than four", async () => {
    const { username } = await login("osint-reader");
    expect(await minutesLeft(username)).toBe(60);
    await renewAll("osint-reader", 8);
    expect(await minutesLeft(username)).toBe(240);
  });

  it("are gone when their lease is revoked, with their sessions", async () => {
    const reader = await login("osint-reader");
    const session = postgres.queryAs(reader, "create temporary table own (); select pg_sleep(60)");
    const active = `select count(*) from pg_stat_activity where usename = '${reader.username}'`;
    while ((await postgres.query(active)) !== "1") await sleep(100);
    await vault.write("sys/leases/revoke-prefix/database/creds/osint-reader", { sync: true });
    expect((await session).output).toContain("terminating connection due to administrator command");
    expect(await postgres.query(active)).toBe("0");
    const made = "select count(*) from pg_roles where rolname like 'v-%-osint-re-%'";
    expect(await postgres.query(made)).toBe("0");
    expect(await refusal(reader, "select 1")).toMatch("password authentication failed");
  });

  it("are made by one who has no more than that", async () => {
    const may = `select rolsuper, rolcreatedb, rolreplication, rolbypassrls, rolcreaterole
      from pg_roles where rolname = 'vault_admin'`;
    expect(await postgres.query(may)).toBe("f|f|f|f|t");
    expect(await answers(ADMIN, "select 1")).toBe("1");
    for (const [statement, reason] of [
      ["select what from finding", "permission denied for table finding"],
      ["set role osint_writer", 'permission denied to set role "osint_writer"'],
      ["create role more superuser", "permission denied to create role"],
      ["create role more replication", "permission denied to create role"],
      [
        "create role more in role pg_read_all_data",
        'permission denied to grant role "pg_read_all_',
      ],
      ["alter role researcher password 'mine'", "permission denied to alter role"],
      ["alter role airflow login", "permission denied to alter role"],
    ] as const) {
      expect(await refusal(ADMIN, statement)).toMatch(`ERROR:  ${reason}`);
    }
  });

  it("are no stray roles of the catalogue, until they stay beyond their end", async () => {
    await login("osint-writer");
    expect(await postgres.script(dataScript())).toBe("");
    await postgres.query("create role overdue login valid until '2001-01-01'");
    expect(await postgres.script(dataScript())).toBe("kept role, not in the catalogue: overdue");
    await postgres.query("drop role overdue");
  });

  it("leave no password in state, output and the server's log", async () => {
    const reader = await login("osint-reader");
    const { output } = await project.preview("--diff");
    const plain = `${shown}${output}${await project.state()}`;
    expect(plain).not.toContain(CANARY);
    // What is not secret is there to be found.
    expect(plain).toContain("osint_reader");
    const log = await postgres.log();
    expect(log).toContain(`CREATE ROLE "${reader.username}" LOGIN PASSWORD 'SCRAM-SHA-256$`);
    expect(log).not.toContain(reader.password);
    expect(log).not.toContain(CANARY);
  });

  it("stay as they are when Vault is told of a server that it cannot reach", async () => {
    const nowhere = engineAt(`127.0.0.1:${String(await freePort())}`);
    const failed = await declare({ ...nowhere, verifyConnection: true }).up();
    expect(failed.code).toBe(1);
    expect(failed.steps).toEqual(["update logins-connection failed"]);
    expect(failed.errors.join("\n")).toContain("error verifying connection");
    expect(failed.errors.join("\n")).toContain("connection refused");
    expect(failed.output).not.toContain(CANARY);
    expect(await answers(await login("osint-reader"), "select 1")).toBe("1");
    const repaired = await declare(engine).up();
    expect(`${repaired.output} code ${String(repaired.code)}`).toMatch(/code 0$/);
    await succeeded(project.preview("--expect-no-changes"));
  });

  it("go on with a new password of the login that makes them", async () => {
    const password = `${CANARY}2`;
    await postgres.script(dataScript(password));
    const changed = await declare(engine, password).up();
    expect(changed.steps).toEqual(["update logins-connection"]);
    expect(changed.output).not.toContain(CANARY);
    expect(await refusal(ADMIN, "select 1")).toMatch("password authentication failed");
    expect(await answers(await login("osint-reader"), "select 1")).toBe("1");
    await succeeded(project.preview("--expect-no-changes"));
  });

  function declare(wanted: LoginEngine, password = CANARY): ObservedProject {
    const provider = { address: vault.address, caCertFile: vault.caFile, skipChildToken: true };
    project.write(
      "declared.json",
      JSON.stringify({ provider, engine: wanted, password, authority: postgres.authority }),
    );
    return project;
  }

  async function tokenToDeployWith(): Promise<string> {
    await vault.write("sys/policies/acl/bev-deploy", { policy: deployPolicy() });
    const options = { policies: ["bev-deploy"], no_default_policy: true, ttl: "1h" };
    return String((await vault.write("auth/token/create", options))["client_token"]);
  }

  async function login(role: string): Promise<Login> {
    const found = await vault.read(`database/creds/${role}`);
    if (!found) throw new Error(`database/creds/${role}: Vault gives none`);
    return { username: String(found["username"]), password: String(found["password"]) };
  }

  async function renewAll(role: string, hours: number): Promise<void> {
    const prefix = `database/creds/${role}`;
    const found = await vault.read(`sys/leases/lookup/${prefix}?list=true`);
    for (const key of found?.["keys"] as string[])
      await vault.write("sys/leases/renew", {
        lease_id: `${prefix}/${key}`,
        increment: hours * 3600,
      });
  }

  async function minutesLeft(username: string): Promise<number> {
    const left = `select round(extract(epoch from rolvaliduntil - now()) / 60) from pg_roles`;
    return Number(await postgres.query(`${left} where rolname = '${username}'`));
  }

  async function answers(as: Login, statement: string): Promise<string> {
    return (await succeeded(postgres.queryAs(as, statement))).stdout.trim();
  }

  async function refusal(as: Login, statement: string): Promise<string> {
    const { code, output } = await postgres.queryAs(as, statement);
    return code === 0 ? `allowed: ${statement}` : output.trim();
  }
});

function dataScript(password = CANARY): string {
  const verifiers = { "postgres/vault-admin": scramVerifier("postgres/vault-admin", password) };
  return postgresScript(data, { members: 1, endpoint: (service) => service, verifiers });
}

function engineAt(address: string): LoginEngine {
  const engine = loginEngine(data, address);
  if (!engine) throw new Error("postgres: the catalogue has no login that makes others");
  return engine;
}

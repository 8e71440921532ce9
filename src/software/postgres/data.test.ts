import { describe, expect, it } from "@jest/globals";
import type { PostgresData } from "../../catalog/types.ts";
import { postgresScript } from "./data.ts";

const data: PostgresData = {
  engine: "postgres",
  firstUser: "postgres/password",
  databases: [
    { name: "osint", owner: "researcher" },
    { name: "other", owner: "researcher" },
  ],
  groups: [
    { role: "osint_reader", database: "osint", access: "read" },
    { role: "osint_writer", database: "osint", access: "write" },
  ],
  logins: [
    {
      role: "vault_admin",
      secret: "postgres/vault-admin",
      memberOf: "pg_signal_backend",
      administers: ["osint_reader", "osint_writer"],
    },
  ],
};

function script(verifiers: Record<string, string>): string {
  return postgresScript(data, { members: 1, endpoint: (name) => name, verifiers });
}

/** The lines from one that begins with `from` up to one that begins with `to`. */
function part(text: string, from: string, to: string): string {
  const start = text.indexOf(`\n${from}`) + 1;
  return text.slice(start, text.indexOf(`\n${to}`, start));
}

describe("a login that makes others", () => {
  it("may make logins and give them groups that it may not use itself", () => {
    const text = script({ "postgres/vault-admin": "SCRAM-SHA-256$4096:c2FsdA==$a:b" });
    expect(part(text, "select format('create role %I', 'vault_admin')", "select format('create d"))
      .toBe(`select format('create role %I', 'vault_admin')
  where not exists (select from pg_roles where rolname = 'vault_admin') \\gexec
alter role "vault_admin" login createrole password 'SCRAM-SHA-256$4096:c2FsdA==$a:b';
grant "pg_signal_backend" to "vault_admin";
grant "osint_reader" to "vault_admin" with admin true, inherit false, set false;
grant "osint_writer" to "vault_admin" with admin true, inherit false, set false;`);
  });

  it("is not there without a verifier", () => {
    expect(script({})).not.toContain('"vault_admin"');
  });
});

describe("a group", () => {
  it("is made before it is given to anyone", () => {
    const text = script({ "postgres/vault-admin": "v" });
    const made = text.indexOf("create role %I', 'osint_reader'");
    expect(made).toBeGreaterThan(0);
    expect(text.indexOf('grant "osint_reader" to')).toBeGreaterThan(made);
  });

  it("has what is there and what comes, of its own database alone", () => {
    const text = script({});
    expect(part(text, '\\connect "osint"', "select 'kept")).toBe(`\\connect "osint"
select format('grant usage on schema %I to "osint_reader"', nspname),
    format('grant select on all tables in schema %I to "osint_reader"', nspname)
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' \\gexec
alter default privileges for role "researcher", current_user grant usage on schemas to "osint_reader";
alter default privileges for role "researcher", current_user grant select on tables to "osint_reader";
select format('grant usage on schema %I to "osint_writer"', nspname),
    format('grant select, insert, update, delete on all tables in schema %I to "osint_writer"', nspname),
    format('grant usage on all sequences in schema %I to "osint_writer"', nspname)
  from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema' \\gexec
alter default privileges for role "researcher", current_user grant usage on schemas to "osint_writer";
alter default privileges for role "researcher", current_user grant select, insert, update, delete on tables to "osint_writer";
alter default privileges for role "researcher", current_user grant usage on sequences to "osint_writer";`);
    expect(text.slice(text.indexOf('\\connect "other"'))).not.toContain("osint_reader");
  });
});

it("tells of no login that still has its time", () => {
  expect(script({})).toContain("coalesce(nullif(rolvaliduntil, 'infinity'), '-infinity') < now()");
});

import type { PostgresData } from "../../catalog/types.ts";

const OWN_DATABASES = ["postgres", "template0", "template1"];
const OTHER_ROLES =
  "(select rolname from pg_roles where not rolsuper and rolname !~ '^pg_') as role";

/** As the image's first user, over the socket that the image trusts. */
export function postgresScript({ roles = [], databases }: PostgresData): string {
  const names = databases.map(({ name }) => name);
  return `set -eu
export PGOPTIONS=--client-min-messages=warning
psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \\
  --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
${[
  ...roles.map(
    (role) =>
      `select format('create role %I', ${literal(role)})
  where not exists (select from pg_roles where rolname = ${literal(role)}) \\gexec`,
  ),
  ...databases.map(
    ({ name, owner }) =>
      `select format('create database %I owner %I', ${literal(name)}, ${literal(owner)})
  where not exists (select from pg_database where datname = ${literal(name)}) \\gexec`,
  ),
  kept("role", "rolname", OTHER_ROLES, roles),
  kept("database", "datname", "pg_database", [...OWN_DATABASES, ...names]),
  ...databases.map(extensionsOf),
].join("\n")}
SQL
`;
}

function extensionsOf({ name, extensions = [] }: PostgresData["databases"][number]): string {
  return [
    `\\connect ${identifier(name)}`,
    ...extensions.map((extension) => `create extension if not exists ${identifier(extension)};`),
    kept(`extension of ${name}`, "extname", "pg_extension", ["plpgsql", ...extensions]),
  ].join("\n");
}

function kept(what: string, column: string, from: string, known: readonly string[]): string {
  const list = known.map(literal).join(", ");
  return `select 'kept ${what}, not in the catalogue: ' || ${column}
  from ${from} where ${column} <> all (array[${list}]::text[]) order by 1;`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

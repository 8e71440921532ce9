/** Makes PostgreSQL's databases, logins, grants and publications. */
import type {
  PostgresData,
  PostgresGroup,
  PostgresLogin,
  PostgresSubscription,
} from "../../catalog/types.ts";
import { SECRETS_PATH } from "../../lib/names.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { DataContext } from "../software.ts";

const OWN_DATABASES = ["postgres", "template0", "template1"];
/** A login with an end belongs to its maker, until it is past that end and still there. */
const OTHER_ROLES = `(select rolname from pg_roles where not rolsuper and rolname !~ '^pg_'
    and coalesce(nullif(rolvaliduntil, 'infinity'), '-infinity') < now()) as role`;
const OWN_SCHEMAS = "nspname !~ '^pg_' and nspname <> 'information_schema'";
const HERE = "(select oid from pg_database where datname = current_database())";

/** As the image's first user, over the socket that the image trusts. */
export function postgresScript(data: PostgresData, context: DataContext): string {
  const { firstUser, roles = [], logins = [], groups = [], databases } = data;
  const groupRoles = groups.map((group) => group.role);
  const names = databases.map(({ name }) => name);
  const statements = [
    ...ownPassword(context.verifiers[firstUser]),
    ...[...roles, ...groupRoles].map(role),
    ...logins.flatMap((one) => login(one, context.verifiers[one.secret])),
    ...databases.map(
      ({ name, owner }) =>
        `select format('create database %I owner %I', ${literal(name)}, ${literal(owner)})
  where not exists (select from pg_database where datname = ${literal(name)}) \\gexec`,
    ),
    kept("role", "rolname", OTHER_ROLES, [
      ...roles,
      ...groupRoles,
      ...logins.map((one) => one.role),
    ]),
    kept("database", "datname", "pg_database", [...OWN_DATABASES, ...names]),
    ...databases.map((database) => contentOf(database, data, context)),
  ].join("\n");
  return shellScript(new URL("data.sh", import.meta.url), { statements });
}

function role(name: string): string {
  return `select format('create role %I', ${literal(name)})
  where not exists (select from pg_roles where rolname = ${literal(name)}) \\gexec`;
}

/** The same one again, unless the password was rotated. */
function ownPassword(verifier: string | undefined): string[] {
  return verifier === undefined ? [] : [`alter role current_user password ${literal(verifier)};`];
}

/** Without a verifier nobody is there to log in. */
function login(
  { role: name, memberOf, replication, administers = [] }: PostgresLogin,
  verifier: string | undefined,
): string[] {
  if (verifier === undefined) return [];
  const may = [
    "login",
    ...(replication ? ["replication"] : []),
    ...(administers.length > 0 ? ["createrole"] : []),
  ].join(" ");
  return [
    role(name),
    `alter role ${identifier(name)} ${may} password ${literal(verifier)};`,
    ...(memberOf === undefined ? [] : [`grant ${identifier(memberOf)} to ${identifier(name)};`]),
    // It gives to others what it may not use itself.
    ...administers.map(
      (group) =>
        `grant ${identifier(group)} to ${identifier(name)} with admin true, inherit false, set false;`,
    ),
  ];
}

/** On what is there, and on what the database's owner or the first user makes from now on. */
function privileges({ role: name, access }: PostgresGroup, owner: string): string {
  const to = `to ${identifier(name)}`;
  const kinds: [may: string, kind: string][] =
    access === "read"
      ? [["select", "tables"]]
      : [
          ["select, insert, update, delete", "tables"],
          ["usage", "sequences"],
        ];
  const present = [
    `grant usage on schema %I ${to}`,
    ...kinds.map(([may, kind]) => `grant ${may} on all ${kind} in schema %I ${to}`),
  ];
  const future = ([["usage", "schemas"], ...kinds] as const).map(
    ([may, kind]) =>
      `alter default privileges for role ${identifier(owner)}, current_user grant ${may} on ${kind} ${to};`,
  );
  return [
    `select ${present.map((grant) => `format(${literal(grant)}, nspname)`).join(",\n    ")}
  from pg_namespace where ${OWN_SCHEMAS} \\gexec`,
    ...future,
  ].join("\n");
}

function contentOf(
  { name, owner, extensions = [] }: PostgresData["databases"][number],
  { logins = [], groups = [], publications = [], subscriptions = [] }: PostgresData,
  { endpoint, verifiers }: DataContext,
): string {
  const published = publications.filter(({ database }) => database === name);
  const followed = subscriptions.filter(({ database }) => database === name);
  const slots = published
    .map(({ subscriber }) => subscriber)
    .filter((slot) => logins.some((one) => one.role === slot && verifiers[one.secret]));
  return [
    `\\connect ${identifier(name)}`,
    ...extensions.map((extension) => `create extension if not exists ${identifier(extension)};`),
    ...groups.filter(({ database }) => database === name).map((group) => privileges(group, owner)),
    ...published.map(publication),
    ...slots.map(slot),
    ...followed.map((one) => subscription(one, endpoint(one.primary))),
    kept(`extension of ${name}`, "extname", "pg_extension", ["plpgsql", ...extensions]),
    kept(`publication of ${name}`, "pubname", "pg_publication", namesOf(published)),
    kept(
      `replication slot of ${name}`,
      "slot_name",
      `(select slot_name from pg_replication_slots
    where database = current_database() and slot_name !~ '^pg_[0-9]+_sync_') as slot`,
      slots,
    ),
    kept(
      `subscription of ${name}`,
      "subname",
      `(select subname from pg_subscription where subdbid = ${HERE}) as subscription`,
      namesOf(followed),
    ),
  ].join("\n");
}

function publication({ name }: { name: string }): string {
  return `select format('create publication %I for all tables', ${literal(name)})
  where not exists (select from pg_publication where pubname = ${literal(name)}) \\gexec`;
}

/** Changes are kept for the subscriber from here on, whether it is there yet or not. */
function slot(name: string): string {
  return `do $$ begin
  if not exists (select from pg_replication_slots where slot_name = ${literal(name)}) then
    perform pg_create_logical_replication_slot(${literal(name)}, 'pgoutput');
  end if;
end $$;`;
}

/** Not connected: the primary may not be there yet. What enables it runs beside the server. */
function subscription(
  { name, database, publication: from, passfile, authority }: PostgresSubscription,
  primary: string,
): string {
  const [host = "", port = ""] = primary.split(":");
  const connection = `host=${host} port=${port} dbname=${database} user=${name} passfile=${SECRETS_PATH}/${passfile} sslmode=verify-full sslrootcert=${SECRETS_PATH}/${authority} connect_timeout=5`;
  return `set client_min_messages = error;
select format('create subscription %I connection %L publication %I with (connect = false, slot_name = %L)',
    ${literal(name)}, ${literal(connection)}, ${literal(from)}, ${literal(name)})
  where not exists (select from pg_subscription where subname = ${literal(name)} and subdbid = ${HERE}) \\gexec
reset client_min_messages;
alter subscription ${identifier(name)} connection ${literal(connection)};`;
}

function namesOf(objects: readonly { name: string }[]): string[] {
  return objects.map(({ name }) => name);
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

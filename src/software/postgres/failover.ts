/** What a failover runs in PostgreSQL: the replica takes over, and the former primary takes its databases back (ADR-0031). */
import type { PostgresData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { slotsScript } from "./backup.ts";
import { postgresScript } from "./data.ts";

/** Values that a sequence leaves out: more than are drawn while a change is on its way. */
const MARGIN = 10_000;

const script = (name: string, values?: Readonly<Record<string, string>>) =>
  shellScript(new URL(name, import.meta.url), values);

/** Prints how the subscription $2 of the database $1 stands. */
export const replicationScript = () => script("replication.sh");

/** Promotes the database $1, and prints sequences that nobody can set. */
export const promoteScript = () => script("promote.sh", { margin: String(MARGIN) });

/** Its first user, and of it these databases with their groups. */
function limitedTo(names: readonly string[], data: PostgresData): PostgresData {
  return {
    engine: "postgres",
    firstUser: data.firstUser,
    databases: data.databases.filter(({ name }) => names.includes(name)),
    groups: (data.groups ?? []).filter(({ database }) => names.includes(database)),
  };
}

/** What of the primary the replica has too, with who may use it. */
function movedData(primary: PostgresData, replica: PostgresData): PostgresData {
  const names = replica.databases.map(({ name }) => name);
  const known = (replica.logins ?? []).map(({ role }) => role);
  return {
    ...limitedTo(names, primary),
    // Who reads changes of the primary has nothing to read here.
    logins: (primary.logins ?? []).filter(
      ({ role, replication }) => !known.includes(role) && replication === undefined,
    ),
  };
}

/** Secrets, `service/secret`, of which a promoted replica needs the verifiers. */
export function movedSecrets(primary: PostgresData, replica: PostgresData): string[] {
  const { firstUser, logins = [] } = movedData(primary, replica);
  return [firstUser, ...logins.map(({ secret }) => secret)];
}

/** Logins, groups and grants that only the primary had. */
export function movedScript(
  primary: PostgresData,
  replica: PostgresData,
  verifiers: Record<string, string>,
): string {
  const moved = movedData(primary, replica);
  const logins = [...(moved.logins ?? []), ...(replica.logins ?? [])];
  return postgresScript({ ...moved, logins }, { members: 1, endpoint: (name) => name, verifiers });
}

/** For a container over the volume of a stopped server: it runs for `work` only. */
function aloneScript(work: string): string {
  return script("alone.sh", { work });
}

/** Takes a dump of the database from standard input into one beside it. */
export function takeBackScript(database: string): string {
  return aloneScript(script("take-back.sh", { database }));
}

/** Prints what that one holds, as `facts` of a database of this name. */
export function takenBackScript(database: string): string {
  return aloneScript(
    `(\n${factsScript()}) | sed -n "s/[.]${database}_returning[.]/.${database}./p"`,
  );
}

/** Prints each table and sequence of all databases, with what it holds. */
export const factsScript = () => script("facts.sh");

/** Keeps clients that still reach the server from writing, and ends their connections. */
export function readOnlyScript(database: string): string {
  return `psql --no-psqlrc --quiet --tuples-only --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=template1 <<'SQL'
alter database ${database} set default_transaction_read_only = on;
select pg_terminate_backend(pid, 5000) from pg_stat_activity
  where datname = '${database}' and backend_type = 'client backend' and pid <> pg_backend_pid() \\g /dev/null
SQL
`;
}

/** @param stamp names what the server had before */
export function swapScript(database: string, stamp: string, primary: PostgresData): string {
  const own: PostgresData = {
    ...limitedTo([database], primary),
    publications: (primary.publications ?? []).filter((one) => one.database === database),
  };
  const context = { members: 1, endpoint: (name: string) => name, verifiers: {} };
  const objects = `(\n${postgresScript(own, context)}) >/dev/null\n${slotsScript(own)}`;
  return aloneScript(script("swap.sh", { database, stamp, objects }));
}

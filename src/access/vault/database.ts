/** PostgreSQL logins that Vault makes on demand, each with an end. */
import type { PostgresData } from "../../catalog/types.ts";
import { isLoopback } from "../../rules/addresses.ts";

const HOUR = 60 * 60;
/** Seconds that a login lives, at first and with renewals. */
export const LEASE = { first: HOUR, most: 4 * HOUR };

export interface LoginEngine {
  /** `service/secret` of the login that makes the others. */
  secret: string;
  username: string;
  connectionUrl: string;
  /** Whether Vault has to reach the server to be told of it. */
  verifyConnection: boolean;
  roles: LoginRole[];
}

/** One kind of login: each read of `creds/<name>` makes a new one. */
export interface LoginRole {
  name: string;
  creationStatements: string[];
  revocationStatements: string[];
}

/** @returns undefined where no login of the server makes others */
export function loginEngine(
  { logins = [], groups = [] }: PostgresData,
  address: string,
): LoginEngine | undefined {
  const admin = logins.find(({ administers = [] }) => administers.length > 0);
  const administered = groups.filter(({ role }) => admin?.administers?.includes(role));
  const [group] = administered;
  if (!admin || !group) return undefined;
  return {
    secret: admin.secret,
    username: admin.role,
    connectionUrl: `postgresql://{{username}}:{{password}}@${address}/${group.database}?sslmode=verify-full`,
    // Vault, in a container, cannot reach loopback; everywhere else a way that is closed shows at once.
    verifyConnection: !isLoopback(address),
    roles: administered.map(({ role }) => loginRole(role)),
  };
}

function loginRole(group: string): LoginRole {
  return {
    name: group.replaceAll("_", "-"),
    creationStatements: [
      `CREATE ROLE "{{name}}" LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "${group}"`,
    ],
    revocationStatements: [
      // A session outlives its login otherwise, and what it owns for a while would keep that.
      `SELECT pg_terminate_backend(pid, ${String(LEAVE_MS)}) FROM pg_stat_activity WHERE usename = '{{name}}'`,
      `DROP ROLE IF EXISTS "{{name}}"`,
    ],
  };
}

/** For a session to end. */
const LEAVE_MS = 5000;

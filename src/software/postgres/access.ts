/**
 * Who may log in to PostgreSQL, and how. Inside the container, where the data step runs, no password is
 * needed; over TCP everybody needs TLS, on this machine too.
 */
import type { DataObjects } from "../../catalog/types.ts";

export const HBA = `local all all trust
hostssl all all all scram-sha-256
`;

/** `all` is every database, and a login that reads WAL is in none. */
export function hbaOf(data: DataObjects | undefined): string {
  const logins = data?.engine === "postgres" ? (data.logins ?? []) : [];
  const readers = logins.filter(({ replication }) => replication === "physical");
  const lines = readers.map(({ role }) => `hostssl replication ${role} all scram-sha-256\n`);
  return HBA + lines.join("");
}

/** TLS in the rows of the catalogue: what a server is given, and what its clients trust. */
import type { EnvValue, SecretSpec } from "./types.ts";

/** Secret files of a server. */
export const CERTIFICATE: readonly SecretSpec[] = [
  { name: "certificate.pem", certificate: "certificate" },
  { name: "key.pem", certificate: "key" },
];

/** Secret file of a client of `service`: what the server's certificate chains to. */
export function authorityOf(service: string): SecretSpec {
  return { name: "authority.pem", certificate: "authority", of: service };
}

/** What libpq, and all that is built on it, reads of its own accord; `authorityOf` is among the secrets. */
export const POSTGRES_CLIENT = {
  PGSSLMODE: "verify-full",
  PGSSLROOTCERT: { secretFile: "authority.pem" },
} satisfies Record<string, EnvValue>;

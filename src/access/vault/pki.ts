/** Certificates of the services, as Vault issues them: one role for each node. */
import type { Service } from "../../catalog/resolve.ts";
import { hasCertificate } from "../../rules/certificates.ts";
import { proxiesOf } from "../../rules/primaries.ts";

export const PKI_MOUNT = "pki";

const DAY = 24 * 60 * 60;

/** Seconds that a certificate lives: the root's as long as the platform, a server's until an update. */
export const CERTIFICATE_LIFE = { root: 3650 * DAY, server: 180 * DAY };

/** What Vault may certify for the servers of one node. */
export interface CertificateRole {
  name: string;
  /** Nothing else, and nothing below them. */
  allowedDomains: string[];
}

/** @returns undefined where no service has a certificate of Vault's */
export function certificateRole(
  stack: string,
  { services, others }: { services: readonly Service[]; others: readonly Service[] },
  dnsNames: readonly string[],
): CertificateRole | undefined {
  const certified = services.filter((one) => hasCertificate(one, "vault"));
  if (certified.length === 0) return undefined;
  const proxies = certified.flatMap((one) => proxiesOf(one, [...services, ...others]));
  const names = [...certified, ...proxies].map(({ name }) => name);
  return {
    name: stack,
    allowedDomains: [...new Set([...names, "localhost", ...dnsNames])].sort(),
  };
}

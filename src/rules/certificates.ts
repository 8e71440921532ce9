/** Which services have a certificate of their own, and whose a service believes. */

interface Certified {
  secrets?: readonly { certificate?: string; issuer?: string }[];
}

/** @param from counts certificates that Vault issues alone; absent: any issuer's */
export function hasCertificate({ secrets = [] }: Certified, from?: "vault"): boolean {
  return secrets.some(
    ({ certificate, issuer }) =>
      (certificate === "certificate" || certificate === "both") &&
      (from === undefined || issuer === undefined),
  );
}

interface Believing {
  secrets: readonly { name: string; certificate?: string; of?: string }[];
}

/** Secret files of its row, by the service whose certificate chains to each. */
export function authoritiesOf({ secrets }: Believing): Record<string, string> {
  const found = secrets.flatMap(({ name, certificate, of }) =>
    certificate === "authority" && of !== undefined ? [[of, name] as const] : [],
  );
  return Object.fromEntries(found);
}

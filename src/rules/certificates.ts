/** Which services have a certificate of their own. */

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

/** The step that has Vault issue a server's certificate. */
import { isIP } from "node:net";
import { z } from "zod";
import { PKI_MOUNT } from "../access/vault/pki.ts";
import { VaultClient } from "./vault/client.ts";

const input = z.strictObject({
  address: z.url(),
  /** PEM that Vault's own certificate chains to. */
  authority: z.string(),
  /** To deploy with. */
  token: z.string(),
  role: z.string(),
  name: z.string(),
  /** DNS names and addresses under which the server is reached. */
  hosts: z.array(z.string()),
});

const issued = z.object({ data: z.object({ certificate: z.string(), private_key: z.string() }) });

/** @returns the certificate, then its key, in PEM */
export async function vaultCertificateStep(raw: unknown): Promise<string> {
  const { address, authority, token, role, name, hosts } = input.parse(raw);
  const request = {
    common_name: name,
    alt_names: hosts.filter((host) => isIP(host) === 0).join(","),
    ip_sans: hosts.filter((host) => isIP(host) !== 0).join(","),
    private_key_format: "pkcs8",
  };
  const vault = new VaultClient(address, authority);
  const { data } = issued.parse(
    await vault.get("POST", `${PKI_MOUNT}/issue/${role}`, request, token),
  );
  return `${data.certificate.trim()}\n${data.private_key.trim()}\n`;
}

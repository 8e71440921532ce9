/** Makes a root token from three unseal shares, for when the deployment token has expired. */
import { UserError } from "../src/lib/error.ts";
import type { VaultClient } from "../src/steps/vault/client.ts";

/**
 * @throws UserError for shares that are not Vault's own, or too few
 */
export async function generateRoot(vault: VaultClient, keys: readonly string[]): Promise<string> {
  // Another attempt may have been left half done.
  await vault.get("DELETE", "sys/generate-root/attempt");
  const { nonce, otp } = await vault.get("PUT", "sys/generate-root/attempt", {});
  for (const key of keys) {
    const answer = await vault.get("PUT", "sys/generate-root/update", { key, nonce });
    if (answer["complete"] === true) return decoded(String(answer["encoded_token"]), String(otp));
  }
  await vault.get("DELETE", "sys/generate-root/attempt");
  throw new UserError(
    `vault/recover: must get three shares, got ${String(keys.length)}; give those of other holders too`,
  );
}

/** Vault shows it to nobody but who asked: it is mixed with a one-time pad. */
function decoded(encoded: string, pad: string): string {
  const bytes = Buffer.from(encoded, "base64");
  return Buffer.from(bytes.map((byte, index) => byte ^ pad.charCodeAt(index))).toString("utf8");
}

/**
 * Moves the first secret-id of a node's agent from Vault into the agent's volume, and stores it nowhere
 * else.
 */
import type { ConfigFile } from "../../software/software.ts";
import { CREDENTIAL } from "../../access/vault/agent.ts";
import type { Body, VaultClient } from "./client.ts";
import { deliverSecrets } from "./delivery.ts";
import type { SecretPlace } from "./delivery.ts";

/**
 * What the agent needs to log in, the secret-id last: it does not begin before it is there.
 * @throws UserError when Vault refuses
 */
export async function issueCredential(
  vault: VaultClient,
  { token, role, authority }: { token: string; role: string; authority: string },
): Promise<ConfigFile[]> {
  const path = `auth/approle/role/${role}`;
  const known = await vault.get("GET", `${path}/role-id`, undefined, token);
  const issued = await vault.get("POST", `${path}/secret-id`, {}, token);
  return [
    { name: "authority.pem", content: authority },
    { name: "role-id", content: String((known["data"] as Body)["role_id"]) },
    { name: "secret-id", content: String((issued["data"] as Body)["secret_id"]) },
  ];
}

/** @throws UserError with what docker says */
export async function deliverCredential(
  files: readonly ConfigFile[],
  place: SecretPlace,
): Promise<void> {
  const what = { of: "vault-agent", name: "its credential" };
  await deliverSecrets(files, place, what, CREDENTIAL.folder);
}

/** Checks before an update that Vault is open and takes the deployment token. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { contractSchema } from "../src/stack/contracts/contract.ts";
import { UserError } from "../src/lib/error.ts";
import { VaultClient } from "../src/steps/vault/client.ts";
import { sealStatus } from "../src/steps/vault/unseal.ts";

export interface DeployedVault {
  vault: VaultClient;
  /** To deploy with. */
  token: string;
}

/**
 * Renews the deployment token; `owner` is the stack that runs Vault.
 * @returns undefined before Vault was set up
 * @throws UserError where Vault is sealed, absent, or takes that token no longer
 */
export async function requireVault(
  owner: Stack | undefined,
  what = "an update",
): Promise<DeployedVault | undefined> {
  const outputs = (await owner?.outputs()) ?? {};
  const contract = contractSchema.safeParse(outputs["contract"]?.value).data;
  const port = contract?.endpoints["vault"]?.["http"];
  const token = outputs["vaultToken"]?.value as string | undefined;
  if (!contract?.vault || port === undefined || token === undefined) return undefined;
  const address = `https://${contract.address}:${String(port)}`;
  const vault = new VaultClient(address, contract.vault.authority);
  if ((await sealStatus(vault)).sealed) {
    throw new UserError(
      `vault: must be open for ${what}, is sealed; run npx bev unseal. Nothing was changed`,
    );
  }
  const { status } = await vault.ask("POST", "auth/token/renew-self", {}, token);
  if (status === 403) {
    throw new UserError(
      "vault: must accept the deployment token, it has expired; run npx bev vault recover with three shares. Nothing was changed",
    );
  }
  return { vault, token };
}

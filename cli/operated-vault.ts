/** How an operator's machine reaches the platform's Vault. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { catalog } from "../src/catalog/index.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { authorityFile } from "../src/access/vault/paths.ts";
import { UserError } from "../src/lib/error.ts";
import { homePath, root } from "../src/lib/paths.ts";
import { deployedConfigs, deployedTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { unseenLines } from "./unseen.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";
import { VaultClient } from "../src/steps/vault/client.ts";
import { SharesFolder } from "../src/steps/vault/shares.ts";

export interface OperatedVault {
  vault: VaultClient;
  shares: SharesFolder;
  config: StackConfig;
}

/** @throws UserError where none was ever deployed */
export async function openVault(where: TargetOptions): Promise<OperatedVault> {
  const configs = await deployedConfigs([VAULT_OWNER], where);
  const config = configs.get(VAULT_OWNER) as StackConfig;
  const row = catalog.find(({ name }) => name === "vault");
  const port = row && resolveService(row).ports[0]?.external;
  const address = `https://${config.node.address}:${String(port)}`;
  return {
    vault: new VaultClient(address, await authorityOf(config, where)),
    shares: new SharesFolder(homePath(config.vault.shares)),
    config,
  };
}

/** What the stack has published, else from an update on this machine that did not come so far. */
async function authorityOf({ prefix }: StackConfig, where: TargetOptions): Promise<string> {
  const stacks = await selectStacks(deployedWorkspace(await deployedTarget(where)), [VAULT_OWNER]);
  const outputs = await stacks.get(VAULT_OWNER)?.outputs();
  const contract = outputs?.["contract"]?.value as { vault?: { authority: string } } | undefined;
  if (contract?.vault) return contract.vault.authority;
  const file = path.join(root, authorityFile(prefix));
  if (existsSync(file)) return readFileSync(file, "utf8");
  throw new UserError(
    `vault: must have been deployed with ${VAULT_OWNER}, was not; run npx bev up ${VAULT_OWNER}`,
  );
}

/** Those that lie in the folder for anybody to use, else what people type or pipe in, one on each line. */
export async function collectShares(
  { shares, config }: OperatedVault,
  threshold: number,
): Promise<string[]> {
  const isEncrypted = config.vault.pgpKeys.length > 0;
  const kept = isEncrypted ? [] : shares.keys();
  if (kept.length >= threshold) return kept.slice(0, threshold);
  const question = `${String(threshold)} shares, one on each line (they are not shown):`;
  return unseenLines(threshold, question);
}

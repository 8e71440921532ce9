/** `bev unseal`: opens Vault after a restart. */
import { Command } from "commander";
import { withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { collectShares, openVault } from "../vault/open.ts";
import { sealStatus, unseal } from "../vault/unseal.ts";

export function unsealCommand(): Command {
  return withStage(new Command("unseal"))
    .description("open Vault after a restart, with the shares kept here or typed in")
    .action(unsealVault);
}

async function unsealVault(where: StageOptions): Promise<void> {
  const operated = await openVault(where);
  const { vault } = operated;
  const { sealed, threshold } = await sealStatus(vault);
  if (sealed) await unseal(vault, await collectShares(operated, threshold));
  console.log(`vault at ${vault.address} ${sealed ? "is open" : "was open already"}`);
}

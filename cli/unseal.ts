/** `bev unseal`: opens Vault after a restart. */
import { Command } from "commander";
import { withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { collectShares, openVault } from "./operated-vault.ts";
import { sealStatus, unseal } from "../src/steps/vault/unseal.ts";

export function unsealCommand(): Command {
  return withTarget(new Command("unseal"))
    .description("open Vault after a restart, with the shares kept here or typed in")
    .action(unsealVault);
}

async function unsealVault(where: TargetOptions): Promise<void> {
  const operated = await openVault(where);
  const { vault } = operated;
  const { sealed, threshold } = await sealStatus(vault);
  if (sealed) await unseal(vault, await collectShares(operated, threshold));
  console.log(`vault at ${vault.address} ${sealed ? "is open" : "was open already"}`);
}

/** Of `bev restore --node`: Vault, before all that waits for it. */
import type { Target } from "../lab/target.ts";
import type { LostNode } from "../operations/backup/lost-node.ts";
import { restoreSaved } from "../operations/backup/restore-node.ts";
import type { Outcome } from "../operations/backup/restore-node.ts";
import { agentsElsewhere, partOf } from "../operations/backup/vault-first.ts";
import { removeWithVolumes } from "../operations/placed-row.ts";
import { UserError } from "../src/lib/error.ts";
import type { StackConfig } from "../src/stack/config/schema.ts";
import { sealStatus, unseal } from "../src/steps/vault/unseal.ts";
import { deployPart, deployRepaired } from "./deploy-unasked.ts";
import { collectShares, openVault } from "./operated-vault.ts";
import type { TargetOptions } from "./target.ts";

const VAULT = "vault";

export function isVault({ service }: { service: string }): boolean {
  return service === VAULT;
}

interface Place {
  configs: ReadonlyMap<string, StackConfig>;
  time: number | undefined;
  target: Target | undefined;
  where: TargetOptions;
}

/**
 * None where the node has none.
 * @throws UserError where it is not open with its data then
 */
export async function restoreVault(
  lost: LostNode,
  { configs, time, target, where }: Place,
): Promise<Outcome[]> {
  const { node, saved } = lost.agent;
  const services = saved.filter(isVault);
  if (services.length === 0) return [];
  await deployPart(target, node, {
    doing: "Deploying Vault of",
    resources: partOf([VAULT, `backup-${node}`]),
  });
  const outcomes = await restoreSaved(lost, { configs, services, time });
  const failed = outcomes.find(({ what }) => what === "failed");
  if (failed) throw new UserError(`${VAULT}: not restored: ${failed.why ?? ""}`);
  for (const agent of agentsElsewhere(node, configs)) await removeWithVolumes(agent);
  await openRestored(where);
  return outcomes;
}

async function openRestored(where: TargetOptions): Promise<void> {
  const operated = await openVault(where);
  const { vault } = operated;
  const { initialized, sealed, threshold } = await sealStatus(vault);
  if (!initialized) {
    throw new UserError(
      "vault: must have the data of a backup, is new and empty; see docs/runbooks/node.md",
    );
  }
  if (sealed) await unseal(vault, await collectShares(operated, threshold));
  console.log(`vault at ${vault.address} is open`);
}

/** With what they log in with anew; what their stacks have made in Vault since it was saved is made again. */
export async function readmitAgents(
  owner: string,
  configs: ReadonlyMap<string, StackConfig>,
  target: Target | undefined,
): Promise<void> {
  for (const agent of agentsElsewhere(owner, configs)) await deployRepaired(target, agent);
}

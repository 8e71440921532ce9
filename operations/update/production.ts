/** An update of production nodes: shown first, then asked for, then done. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { isNode } from "../../src/catalog/nodes.ts";
import { VAULT_OWNER } from "../../src/stack/contracts/references.ts";
import { UserError } from "../../src/lib/error.ts";
import { productionPacks } from "./packs.ts";
import { runPart, runStacks } from "./run.ts";
import type { Part } from "./run.ts";
import type { SavesFirst } from "./saves-first.ts";
import type { Result } from "./stack-operation.ts";
import { requireVault } from "../vault-ready.ts";
import { productionWorkspace, selectStacks } from "../workspace.ts";

export interface Consent {
  /** Update with this project's stand-in plugins. */
  standIns: boolean;
  /** Asked last, with what is there to update. */
  isAgreedTo: (stacks: ReadonlyMap<string, Stack>) => Promise<boolean>;
  /** Saves what the update ends; without it no service is saved. */
  first?: SavesFirst;
}

/** What came of each stack; undefined where nobody agreed. */
export async function deployProduction(
  names: readonly string[],
  { standIns, isAgreedTo, first }: Consent,
): Promise<Result[] | undefined> {
  requirePublished(standIns);
  const all = await selectStacks(productionWorkspace(), [...names, VAULT_OWNER]);
  const stacks = existingStacks(names, all);
  // A region has no secret there: it is updated while Vault's node is down.
  if (names.some(isNode)) await requireVault(all.get(VAULT_OWNER));
  if (!(await isAgreedTo(stacks))) return undefined;
  return runStacks("up", stacks, productionPacks, first);
}

/** These resources of a stack alone, before its Vault is there. */
export async function deployProductionPart(name: string, part: Part): Promise<Result[]> {
  requirePublished(false);
  return runPart(existingStacks([name], await selectStacks(productionWorkspace(), [name])), part);
}

/** @throws UserError where stand-ins are in use and not allowed */
export function requirePublished(standIns: boolean): void {
  const used = process.env["BEV_STAND_INS"];
  if (!used || standIns) return;
  throw new UserError(
    `plugins: must be the published ones, ${used} are this project's stand-ins; run it where they can be downloaded, or add --stand-ins`,
  );
}

/** @throws UserError for one that is absent */
export function existingStacks(
  names: readonly string[],
  all: ReadonlyMap<string, Stack>,
): Map<string, Stack> {
  const absent = names.find((name) => !all.has(name));
  if (absent === undefined) return new Map([...all].filter(([name]) => names.includes(name)));
  throw new UserError(
    `${absent}: must exist as a stack, does not; run pulumi stack init ${absent}`,
  );
}

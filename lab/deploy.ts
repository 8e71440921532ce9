/** Deploys services to a target: first their images, then one stack after the other. */
import { prepareImages, targetSettings } from "./target.ts";
import type { Target } from "./target.ts";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import { packsOf } from "../operations/update/packs.ts";
import { showProgress } from "../operations/progress.ts";
import { runPart, runStacks } from "../operations/update/run.ts";
import type { Part } from "../operations/update/run.ts";
import type { SavesFirst } from "../operations/update/saves-first.ts";
import type { Result } from "../operations/update/stack-operation.ts";
import { requireVault } from "../operations/vault-ready.ts";
import { embeddedWorkspace, openStacks } from "../operations/workspace.ts";

/**
 * Deploys these services, or all that are enabled; says what came of each stack.
 *
 * @param first saves what the update ends; without it no service is saved
 */
export async function deploy(
  target: Target,
  names: readonly string[],
  only: readonly string[] | undefined,
  first?: SavesFirst,
): Promise<Result[]> {
  const { all, stacks } = await prepared(target, names, only);
  await requireVault(all.get(VAULT_OWNER));
  return runStacks("up", stacks, packsOf(target), first);
}

/** Deploys these resources of a stack alone, before its Vault is there. */
export async function deployPart(target: Target, name: string, part: Part): Promise<Result[]> {
  const { stacks } = await prepared(target, [name], undefined);
  return runPart(stacks, part);
}

async function prepared(
  target: Target,
  names: readonly string[],
  only: readonly string[] | undefined,
) {
  await showProgress([
    {
      title: "Preparing images",
      work: (report) => prepareImages(target, names, only, report),
    },
  ]);
  const settings = target.stacks.map((name) => [name, targetSettings(target, name, only)] as const);
  const workspace = embeddedWorkspace(target.directory, Object.fromEntries(settings));
  // A stack refers to the others: all of them must exist, even if only some are deployed.
  const all = await openStacks(workspace, target.stacks);
  return { all, stacks: new Map([...all].filter(([name]) => names.includes(name))) };
}

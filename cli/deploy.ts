/** Services onto a stage: their images, then one stack after the other. */
import { prepareImages, stageSettings } from "../lab/stage.ts";
import type { Stage } from "../lab/stage.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import { packsOf } from "./packs.ts";
import { showProgress } from "./progress.ts";
import { errorsText, outcomeText } from "./report.ts";
import { runStacks } from "./run.ts";
import { chosenStacks } from "./stacks.ts";
import { requireVault } from "./vault/ready.ts";
import { embeddedWorkspace, openStacks } from "./workspace.ts";

/**
 * Deploys these services, or all that are enabled, prints what changed, and says whether all of it
 * succeeded.
 */
export async function deploy(
  stage: Stage,
  names: readonly string[],
  only: readonly string[] | undefined,
): Promise<boolean> {
  await showProgress([
    {
      title: "Preparing images",
      work: (report) => prepareImages(stage, names, only, report),
    },
  ]);
  const settings = nodeNames.map((name) => [name, stageSettings(stage, name, only)] as const);
  const workspace = embeddedWorkspace(stage.directory, Object.fromEntries(settings));
  // A stack refers to the others: all of them exist, whichever are deployed.
  const all = await openStacks(workspace, chosenStacks([]));
  const stacks = new Map([...all].filter(([name]) => names.includes(name)));
  await requireVault(all.get(VAULT_OWNER));
  const results = await runStacks("up", stacks, packsOf(stage));

  console.log(outcomeText(results));
  const failed = results.some((result) => result.failed);
  if (failed) console.error(errorsText(results));
  return !failed;
}

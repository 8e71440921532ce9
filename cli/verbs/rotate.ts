/** `bev rotate`: another password, certificate or role-id, without a downtime where the software allows it. */
import { Command } from "commander";
import { VAULT_OWNER } from "../../src/stack/contracts/references.ts";
import type { RunRecord } from "../../src/stack/contracts/run-record.ts";
import type { Rotatable } from "../../operations/rotatables.ts";
import { packsOf } from "../packs.ts";
import { existingStacks, isAgreedTo, requirePublished } from "../production.ts";
import type { Consent } from "../production.ts";
import { errorsText, formatTable, outcomeText } from "../report.ts";
import { countRotation, findRotatable, rotatablesIn, runRecords, takesText } from "../rotation.ts";
import { runStacks } from "../run.ts";
import { chosenStacks } from "../stacks.ts";
import { deployedConfigs, deployedStage, withStage } from "../stage.ts";
import type { StageOptions } from "../stage.ts";
import { requireVault } from "../vault/ready.ts";
import { deployedWorkspace, selectStacks } from "../workspace.ts";

interface RotateOptions extends StageOptions, Partial<Consent> {}

export function rotateCommand(): Command {
  return withStage(new Command("rotate"))
    .description(
      "make a password, a certificate or an AppRole's role-id anew; without a name, list all that can be",
    )
    .argument("[secret]", "such as postgres/password, or service-thanos-intel-fusion")
    .option("--yes", "in production: do not ask")
    .option("--stand-ins", "in production: even with this project's stand-in plugins")
    .action(rotate);
}

async function rotate(name: string | undefined, options: RotateOptions): Promise<void> {
  const stage = deployedStage(options);
  const workspace = deployedWorkspace(stage);
  const known = await selectStacks(workspace, chosenStacks([]));
  const records = await runRecords(known);
  const configs = deployedConfigs([], options);
  const all = rotatablesIn(new Map([...configs].filter(([node]) => records.has(node))));
  if (name === undefined) {
    console.log(listText(all, records));
    return;
  }
  const one = findRotatable(name, all);
  if (!stage) requirePublished(options.standIns ?? false);
  const stacks = existingStacks(one.stacks, known);
  await requireVault(known.get(VAULT_OWNER));

  await countRotation(workspace, one, 1);
  // The count is what the preview shows: it goes back with a no.
  if (!stage && !options.yes && !(await isAgreedTo(stacks).catch(notAsked))) {
    await countRotation(workspace, one, -1);
    process.exitCode = 1;
    return;
  }
  const results = await runStacks("up", stacks, packsOf(stage));
  console.log(outcomeText(results));
  if (!results.some(({ failed }) => failed)) return;
  console.error(errorsText(results));
  console.error(unfinishedText(one, options));
  process.exitCode = 1;

  async function notAsked(error: unknown): Promise<never> {
    await countRotation(workspace, one, -1);
    throw error;
  }
}

function listText(all: readonly Rotatable[], records: ReadonlyMap<string, RunRecord>): string {
  const rows = all.map((one) => {
    const { id, node } = one;
    return [id, node, takesText(one), String(records.get(node)?.rotated[id] ?? 0)];
  });
  return formatTable(["secret", "node", "what it takes", "times rotated"], rows);
}

/** Some of it may have the former one and some the new one, until an update has gone through. */
function unfinishedText({ id, stacks }: Rotatable, { local, lab }: StageOptions): string {
  const where = local ? " --local" : lab ? " --lab" : "";
  const same = where && ", with --only as it was deployed";
  return (
    `${id}: is made anew on record, and not yet with all that use it: those before the failure have the new ` +
    `one, the others the former; mend what failed and run npx bev up${where} ${stacks.join(" ")}${same}. ` +
    "Not rotate again: that makes yet another one"
  );
}

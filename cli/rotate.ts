/**
 * `bev rotate`: gives a password, certificate or role-id a new value, without downtime where the software
 * allows it.
 */
import { Command } from "commander";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import type { RunRecord } from "../src/stack/contracts/run-record.ts";
import type { Rotatable } from "../operations/state/rotatables.ts";
import { packsOf } from "../operations/update/packs.ts";
import { existingStacks, requirePublished } from "../operations/update/production.ts";
import { isAgreedTo } from "./consent.ts";
import { formatTable, reportUpdate } from "./report.ts";
import {
  countRotation,
  findRotatable,
  rotatablesIn,
  runRecords,
  takesText,
} from "../operations/state/rotation.ts";
import { runStacks } from "../operations/update/run.ts";
import { nodeStacks } from "../operations/stacks.ts";
import { deployedConfigs, deployedTarget, targetFlag, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";
import { requireVault } from "../operations/vault-ready.ts";
import { deployedWorkspace, selectStacks } from "../operations/workspace.ts";

interface RotateOptions extends TargetOptions {
  yes?: true;
  standIns?: true;
}

export function rotateCommand(): Command {
  return withTarget(new Command("rotate"))
    .description(
      "give a password, a certificate or an AppRole's role-id a new value; without a name, list all that can be rotated",
    )
    .argument("[secret]", "such as postgres/password, or service-thanos-intel-fusion")
    .option("--yes", "in production: do not ask")
    .option("--stand-ins", "in production: even with this project's stand-in plugins")
    .action(rotate);
}

async function rotate(name: string | undefined, options: RotateOptions): Promise<void> {
  const target = await deployedTarget(options);
  const workspace = deployedWorkspace(target);
  const known = await selectStacks(workspace, nodeStacks());
  const records = await runRecords(known);
  const configs = await deployedConfigs([], options);
  const all = rotatablesIn(new Map([...configs].filter(([node]) => records.has(node))));
  if (name === undefined) {
    console.log(listText(all, records));
    return;
  }
  const one = findRotatable(name, all);
  if (!target) requirePublished(options.standIns ?? false);
  const stacks = existingStacks(one.stacks, known);
  await requireVault(known.get(VAULT_OWNER));

  await countRotation(workspace, one, 1);
  // The count is what the preview shows: it goes back with a no.
  if (!target && !options.yes && !(await isAgreedTo(stacks).catch(notAsked))) {
    await countRotation(workspace, one, -1);
    process.exitCode = 1;
    return;
  }
  if (reportUpdate(await runStacks("up", stacks, packsOf(target)))) return;
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
function unfinishedText({ id, stacks }: Rotatable, where: TargetOptions): string {
  const flag = targetFlag(where);
  const same = flag && ", with --only as it was deployed";
  return (
    `${id}: has a new value, and not all that use it have it: those before the failure have the new ` +
    `one, the others the former; mend what failed and run npx bev up${flag} ${stacks.join(" ")}${same}. ` +
    "Not rotate again: that makes yet another one"
  );
}

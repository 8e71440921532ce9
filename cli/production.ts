/** An update of production nodes: shown first, then asked for, then done. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { createInterface } from "node:readline/promises";
import { VAULT_OWNER } from "../src/stack/contracts/references.ts";
import { CliError } from "./error.ts";
import { productionPacks } from "./packs.ts";
import { errorsText, outcomeText } from "./report.ts";
import { runStacks } from "./run.ts";
import { requireVault } from "./vault/ready.ts";
import { productionWorkspace, selectStacks } from "./workspace.ts";

export interface Consent {
  /** Do not ask. */
  yes: boolean;
  /** Update with this project's stand-in plugins. */
  standIns: boolean;
}

/** Whether all of it succeeded. */
export async function deployProduction(
  names: readonly string[],
  { yes, standIns }: Consent,
): Promise<boolean> {
  requirePublished(standIns);
  const all = await selectStacks(productionWorkspace(), [...names, VAULT_OWNER]);
  const stacks = existingStacks(names, all);
  await requireVault(all.get(VAULT_OWNER));
  if (!yes && !(await isAgreedTo(stacks))) return false;
  const results = await runStacks("up", stacks, productionPacks);
  console.log(outcomeText(results));
  const failed = results.some((result) => result.failed);
  if (failed) console.error(errorsText(results));
  return !failed;
}

/** @throws CliError where stand-ins are in use and not allowed */
export function requirePublished(standIns: boolean): void {
  const used = process.env["BEV_STAND_INS"];
  if (!used || standIns) return;
  throw new CliError(
    `plugins: must be the published ones, ${used} are this project's stand-ins; run it where they can be downloaded, or add --stand-ins`,
  );
}

/** @throws CliError for one that is absent */
export function existingStacks(
  names: readonly string[],
  all: ReadonlyMap<string, Stack>,
): Map<string, Stack> {
  const absent = names.find((name) => !all.has(name));
  if (absent === undefined) return new Map([...all].filter(([name]) => names.includes(name)));
  throw new CliError(`${absent}: must exist as a stack, does not; run pulumi stack init ${absent}`);
}

/** @throws CliError where nobody can be asked */
export async function isAgreedTo(stacks: ReadonlyMap<string, Stack>): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CliError("--yes: must be given where nobody can be asked, and is not");
  }
  const plans = await runStacks("preview", stacks, productionPacks);
  console.log(outcomeText(plans, "planned"));
  if (plans.some(({ failed }) => failed)) {
    console.error(errorsText(plans));
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    "Details: pulumi preview --diff. Update these nodes? (yes/no) ",
  );
  terminal.close();
  return answer.trim() === "yes";
}

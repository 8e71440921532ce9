/** An update of production nodes: shown first, then asked for, then done. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { createInterface } from "node:readline/promises";
import { CliError } from "./error.ts";
import { productionPacks } from "./packs.ts";
import { errorsText, outcomeText } from "./report.ts";
import { runStacks } from "./run.ts";
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
  const used = process.env["BEV_STAND_INS"];
  if (used && !standIns) {
    throw new CliError(
      `plugins: must be the published ones, ${used} are this project's stand-ins; run it where they can be downloaded, or add --stand-ins`,
    );
  }
  const stacks = await existingStacks(names);
  if (!yes && !(await isAgreedTo(stacks))) return false;
  const results = await runStacks("up", stacks, productionPacks);
  console.log(outcomeText(results));
  const failed = results.some((result) => result.failed);
  if (failed) console.error(errorsText(results));
  return !failed;
}

async function existingStacks(names: readonly string[]): Promise<Map<string, Stack>> {
  const stacks = await selectStacks(productionWorkspace(), names);
  const absent = names.find((name) => !stacks.has(name));
  if (absent === undefined) return stacks;
  throw new CliError(`${absent}: must exist as a stack, does not; run pulumi stack init ${absent}`);
}

async function isAgreedTo(stacks: ReadonlyMap<string, Stack>): Promise<boolean> {
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

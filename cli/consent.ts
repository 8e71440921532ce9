/** Shows an update of production and asks for consent before it runs. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { createInterface } from "node:readline/promises";
import { productionPacks } from "../operations/update/packs.ts";
import { runStacks } from "../operations/update/run.ts";
import { UserError } from "../src/lib/error.ts";
import { outcomeText, reportErrors } from "./report.ts";

/** @throws UserError where nobody can be asked */
export async function isAgreedTo(stacks: ReadonlyMap<string, Stack>): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new UserError("--yes: must be given where nobody can be asked, and is not");
  }
  const plans = await runStacks("preview", stacks, productionPacks);
  console.log(outcomeText(plans, "planned"));
  if (!reportErrors(plans)) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Its end is an answer too.
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const question = "Details: pulumi preview --diff. Update these nodes? (yes/no) ";
  const answer = await Promise.race([terminal.question(question), ended]);
  terminal.close();
  return answer.trim() === "yes";
}

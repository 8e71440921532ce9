/** Asks a person before something runs: whether to update production, and what else takes an answer. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { createInterface } from "node:readline/promises";
import { productionPacks } from "../operations/update/packs.ts";
import { runStacks } from "../operations/update/run.ts";
import type { SavesFirst } from "../operations/update/saves-first.ts";
import { UserError } from "../src/lib/error.ts";
import { outcomeText, reportErrors } from "./report.ts";

/**
 * Shows an update of production and asks for consent.
 *
 * @param first what it saves before, which is shown too
 * @throws UserError where nobody can be asked
 */
export async function isAgreedTo(
  stacks: ReadonlyMap<string, Stack>,
  first?: SavesFirst,
): Promise<boolean> {
  requirePerson();
  const plans = first
    ? await first.plan(stacks, productionPacks)
    : await runStacks("preview", stacks, productionPacks);
  console.log(outcomeText(plans, "planned"));
  for (const line of first?.lines ?? []) console.log(line);
  if (!reportErrors(plans)) return false;
  return (
    (await answerTo("Details: pulumi preview --diff. Update these nodes? (yes/no) ")) === "yes"
  );
}

/** @throws UserError where nobody can be asked */
export function requirePerson(): void {
  if (process.stdin.isTTY) return;
  throw new UserError("--yes: must be given where nobody can be asked, and is not");
}

/** One line of a person; empty where the terminal ends instead. */
export async function answerTo(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question), ended]);
  terminal.close();
  return answer.trim();
}

/**
 * Whether somebody has agreed, or types the name of what changes, which is not done as easily as yes. Else says that
 * nothing was changed, which ends with code 1.
 *
 * @param what as in "Type the name of the node to restore it"
 * @throws UserError where nobody can be asked
 */
export async function isNamed(agreed: boolean, name: string, what: string): Promise<boolean> {
  if (agreed) return true;
  requirePerson();
  if ((await answerTo(`Type the name of the ${what}: `)) === name) return true;
  console.log("nothing was changed");
  process.exitCode = 1;
  return false;
}

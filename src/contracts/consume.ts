/** Reads what other stacks have published, through the engine's stack references. */
import * as pulumi from "@pulumi/pulumi";
import { formatFaults } from "../lib/faults.ts";
import { referencesOf, referenceState } from "./references.ts";

/**
 * Checks each contract that this stack relies on, before anything is registered; addresses
 * themselves come from the node table, so that plans and policies see literals.
 * @throws RunError when a stack does not exist yet, or is not what this one relies on
 */
export async function checkContracts(
  stack: string,
  addressOf: (stack: string) => string,
): Promise<Record<string, string>> {
  const states = referencesOf(stack).map(async (reference) => {
    const { to } = reference;
    const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${to}`;
    await requireStack(stack, to, name);
    const published = await new pulumi.StackReference(to, { name }).getOutputDetails("contract");
    const isPreview = pulumi.runtime.isDryRun();
    const found = referenceState(published.value, reference, addressOf(to), isPreview);
    if ("faults" in found) throw new pulumi.RunError(formatFaults(found.faults));
    return [to, found.state] as const;
  });
  return Object.fromEntries(await Promise.all(states));
}

/**
 * A reference to a stack that does not exist ends the whole run inside the engine, where nothing
 * can be added to its message; the same question as a function call can be answered.
 */
async function requireStack(from: string, to: string, name: string): Promise<void> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  } catch (error) {
    if (!String(error).includes("unknown stack")) throw error;
    throw new pulumi.RunError(
      `${from}/references/${to}: must exist as a stack before ${from} can be planned, does not; ` +
        `run pulumi stack init ${to}`,
    );
  }
}

/** Reads what other stacks have published, through the engine's stack references. */
import * as pulumi from "@pulumi/pulumi";
import { formatFaults } from "../../lib/faults.ts";
import type { Contract } from "./contract.ts";
import type { Contracts } from "./published.ts";
import { referenceState, VAULT_OWNER } from "./references.ts";
import type { Reference } from "./references.ts";

export interface Published {
  /** By stack that this one relies on: what is known of it. */
  states: Record<string, string>;
  /** What the plan of this one follows. */
  contracts: Contracts;
  /** By `service/secret`, of all of them. */
  verifiers: Contract["verifiers"];
  vault: PublishedVault;
  /** By stack: PEM that certificates of its services chain to. */
  authorities: Readonly<Record<string, string | undefined>>;
}

/** Nothing of it is there before the stack that runs it was deployed. */
export interface PublishedVault {
  /** PEM that its certificate chains to. */
  authority?: string;
  token?: pulumi.Output<string>;
  /** PEM that the certificates that it issues chain to. */
  issues?: string | undefined;
}

/**
 * Reads and checks each contract that a stack relies on, before anything is planned or registered: plans and policies
 * see literals.
 * @throws RunError when a stack does not exist yet, or is not what that one relies on
 */
export async function readContracts(
  references: readonly Reference[],
  addressOf: (stack: string) => string,
): Promise<Published> {
  const published = references.map(async (reference) => {
    const { to } = reference;
    const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${to}`;
    const stackReference = await referenceTo(reference, name);
    const details = await stackReference?.getOutputDetails("contract");
    const value: unknown = details?.value;
    const isPreview = pulumi.runtime.isDryRun();
    const found = referenceState(value, reference, addressOf(to), isPreview);
    if ("faults" in found) throw new pulumi.RunError(formatFaults(found.faults));
    // People see in the plan what a stack relies on that nothing else checks.
    if (reference.kind === "loose") void pulumi.log.info(`${to}: ${found.state}`);
    const { contract } = found;
    const { verifiers = {}, vault, authority } = contract ?? {};
    const token = stackReference?.getOutput("vaultToken") as pulumi.Output<string>;
    return {
      to,
      state: found.state,
      contract,
      verifiers,
      authority,
      vault: vault && { ...vault, token, issues: authority },
    };
  });
  const found = await Promise.all(published);
  return {
    states: Object.fromEntries(found.map(({ to, state }) => [to, state])),
    contracts: Object.fromEntries(
      found.flatMap(({ to, contract }) => (contract ? [[to, contract] as const] : [])),
    ),
    verifiers: Object.assign(
      {},
      ...found.map(({ verifiers }) => verifiers),
    ) as Contract["verifiers"],
    authorities: Object.fromEntries(found.map(({ to, authority }) => [to, authority])),
    vault: found.find(({ to }) => to === VAULT_OWNER)?.vault ?? {},
  };
}

/**
 * A reference to a stack that does not exist ends the whole run inside the engine, where nothing
 * can be added to its message; the same question as a function call can be answered.
 *
 * @returns undefined for a loose one whose stack does not exist
 */
async function referenceTo(
  { from, to, kind }: Reference,
  name: string,
): Promise<pulumi.StackReference | undefined> {
  try {
    await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
    return new pulumi.StackReference(to, { name });
  } catch (error) {
    if (!String(error).includes("unknown stack")) throw error;
    if (kind === "loose") return undefined;
    throw new pulumi.RunError(
      `${from}/references/${to}: must exist as a stack before ${from} can be planned, does not; ` +
        `run pulumi stack init ${to}`,
    );
  }
}

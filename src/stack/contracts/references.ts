/**
 * Which stack reads the outputs of which. A hard reference needs the other stack deployed before an update;
 * a soft one falls back to the node table, so that the first preview of any stack works; of a loose one nothing
 * stops an update.
 */
import { isNode, nodeNames, nodes } from "../../catalog/nodes.ts";
import type { NodeName, NodeReference } from "../../catalog/nodes.ts";
import { enabledRegions } from "../../catalog/regions.ts";
import type { Fault } from "../../lib/faults.ts";
import { formatFault } from "../../lib/faults.ts";
import { contractFaults, contractSchema } from "./contract.ts";
import type { Contract } from "./contract.ts";

export interface Reference extends NodeReference {
  from: string;
}

/** The stack that sets the tailnet's policy: always there, and needed by every other one. */
export const TAILNET_OWNER: NodeName = "oracle1";

/** The stack that runs Vault. */
export const VAULT_OWNER: NodeName = "oracle1";

const references: readonly Reference[] = nodeNames.flatMap((from) =>
  nodes[from].references.map((reference) => ({ from, ...reference })),
);

const ROUTES = { kind: "loose", why: "requests that its routers send there" } as const;

/** @param regions edge regions that are in use */
export function referencesOf(
  stack: string,
  regions: readonly string[] = enabledRegions(),
): Reference[] {
  const own = references.filter(({ from }) => from === stack);
  if (!isNode(stack) || !nodes[stack].routesToRegions) return own;
  return [...own, ...regions.map((to) => ({ from: stack, to, ...ROUTES }))];
}

/** What is known of a stack that another one relies on, and what the plan goes by. */
export interface ReferenceState {
  state: string;
  /** Absent where nothing of it is believed. */
  contract?: Contract;
}

/**
 * What is known of a stack that another one relies on, from what it has published; nothing of a
 * stack that was never deployed.
 */
export function referenceState(
  published: unknown,
  { from, to, kind, why }: Reference,
  expectedAddress: string,
  isPreview: boolean,
): ReferenceState | { faults: Fault[] } {
  if (published === undefined || published === null) {
    if (kind !== "hard" || isPreview) {
      return { state: `not deployed, expected at ${expectedAddress} (by the tables)` };
    }
    const problem = `must be deployed first (${why}), has published nothing`;
    const fix = `run pulumi up --stack ${to}`;
    return { faults: [{ path: `${from}/references/${to}`, problem, fix }] };
  }
  const faults = contractFaults(published, to, expectedAddress);
  const [first] = faults;
  if (!first) return deployedState(contractSchema.parse(published), to);
  if (kind === "loose")
    return { state: `taken at ${expectedAddress} (by the tables), although ${formatFault(first)}` };
  return { faults };
}

function deployedState(contract: Contract, stack: string): ReferenceState {
  const source = contract.services
    ? "as published"
    : `services by the tables: run npx bev up ${stack} with this version of the program`;
  return { state: `deployed at ${contract.address} (${source})`, contract };
}

/**
 * The order in which stacks are deployed: hard references first, then the node table's order.
 * @throws Error naming the ring, when hard references form one
 */
export function deployOrder(
  stacks: readonly string[] = nodeNames,
  edges: readonly Reference[] = references,
): string[] {
  const ordered: string[] = [];
  const visit = (stack: string, path: readonly string[]): void => {
    if (ordered.includes(stack)) return;
    if (path.includes(stack)) {
      throw new Error(`hard references form a ring: ${[...path, stack].join(" -> ")}`);
    }
    for (const { from, to, kind } of edges) {
      if (from === stack && kind === "hard" && stacks.includes(to)) visit(to, [...path, stack]);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) visit(stack, []);
  return ordered;
}

/** How a change of what a node publishes affects other nodes. */
import { needsOf } from "../../src/catalog/needs.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { contractSchema } from "../../src/stack/contracts/contract.ts";
import type { Contract } from "../../src/stack/contracts/contract.ts";
import { findService } from "../../src/rules/dependencies.ts";
import type { Identity } from "../../src/rules/interruption.ts";

export interface ContractChange {
  /** `address`, or service and purpose. */
  what: string;
  before?: string;
  after?: string;
  /** Services of other nodes that use it. */
  consumers: Identity[];
}

/**
 * @param running every enabled service of all nodes, as the change has them
 * @returns undefined when the contract cannot be known before the update
 */
export function contractChanges(
  node: string,
  outputs: { before: Record<string, unknown>; after: Record<string, unknown> },
  running: readonly Service[],
): ContractChange[] | undefined {
  const before = contractSchema.safeParse(outputs.before["contract"]).data;
  const after = contractSchema.safeParse(outputs.after["contract"]).data;
  if (!after) return undefined;
  const others = running.filter((one) => one.node !== node);
  const old = publishedBy(before);
  const now = publishedBy(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((what) => old.get(what) !== now.get(what))
    .sort()
    .map((what) => {
      const [from, to] = [old.get(what), now.get(what)];
      const service = what === "address" ? undefined : what.split(" ")[0];
      return {
        what,
        ...(from !== undefined && { before: from }),
        ...(to !== undefined && { after: to }),
        consumers: others
          .filter((one) => uses(one, node, service, running))
          .map((one) => ({ name: one.name, node: one.node }))
          .sort((a, b) => a.node.localeCompare(b.node) || a.name.localeCompare(b.name)),
      };
    });
}

function publishedBy(contract: Contract | undefined): Map<string, string> {
  if (!contract) return new Map();
  const endpoints = Object.entries(contract.endpoints).flatMap(([service, ports]) =>
    Object.entries(ports).map(
      ([purpose, port]) => [`${service} ${purpose}`, `port ${String(port)}`] as const,
    ),
  );
  return new Map([["address", contract.address], ...endpoints]);
}

/** Whether it needs that service of that node, or any of the node's without one. */
function uses(
  one: Service,
  node: string,
  service: string | undefined,
  running: readonly Service[],
): boolean {
  return needsOf(one).some(({ service: name }) => {
    // A service that is no longer there is looked for by its name alone.
    const found = findService(running, one, name) ?? { name, node };
    return found.node === node && (service === undefined || found.name === service);
  });
}

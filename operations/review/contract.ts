/** How a change of what a node publishes affects other nodes. */
import { catalog } from "../../src/catalog/index.ts";
import { needsOf } from "../../src/catalog/needs.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import { askedPurposes } from "../../src/software/index.ts";
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
      const [service, purpose] = what === "address" ? [] : what.split(" ");
      return {
        what,
        ...(from !== undefined && { before: from }),
        ...(to !== undefined && { after: to }),
        consumers: others
          .filter(
            (one) =>
              needs(one, node, service, running) || asks(one, node, service, purpose, running),
          )
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
function needs(
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

/** Whether its product asks that port without its row saying so; monitoring asks so. */
function asks(
  one: Service,
  node: string,
  service: string | undefined,
  purpose: string | undefined,
  running: readonly Service[],
): boolean {
  const server =
    running.find((other) => other.name === service && other.node === node) ??
    rowNamed(service, running);
  if (!server || purpose === undefined) return false;
  return askedPurposes(one, { ...server, node: node as StackName }).includes(purpose);
}

/** One that is no longer there runs elsewhere, or is only a row. */
function rowNamed(name: string | undefined, running: readonly Service[]): Service | undefined {
  const row = catalog.find((one) => one.name === name);
  return running.find((one) => one.name === name) ?? (row && resolveService(row));
}

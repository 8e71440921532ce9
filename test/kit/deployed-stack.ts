/** Deployments of whole stacks under Pulumi's mocks, on the configuration that is tracked. */
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { catalog } from "../../src/catalog/index.ts";
import { nodes } from "../../src/catalog/nodes.ts";
import type { NodeName } from "../../src/catalog/nodes.ts";
import { resolveService, resolveStack } from "../../src/catalog/resolve.ts";
import type { ServiceChoice } from "../../src/catalog/resolve.ts";
import { lockKey } from "../../src/rules/images.ts";
import { contractOf } from "../../src/stack/contracts/contract.ts";
import type { Contract } from "../../src/stack/contracts/contract.ts";
import { deployStack } from "../../src/stack/stack.ts";
import { record } from "./mocks.ts";
import type { Environment, Recorded } from "./mocks.ts";
import { trackedConfig } from "./stack-config.ts";

export const everyStack = { oracle1: {}, thanos: {}, starlord: {} };

/** The contract that a stack publishes, as far as each has it. */
export const CONTRACTS = {
  oracle1: { node: "oracle1", address: "100.96.197.84", endpoints: {}, verifiers: {} },
  thanos: { node: "thanos", address: "100.122.12.53", endpoints: {}, verifiers: {} },
};

/** What an update of the stack with these choices publishes, but for certificates and verifiers. */
export function contractWith(
  stack: NodeName,
  choices: Record<string, ServiceChoice> = {},
): Contract {
  const rows = resolveStack(catalog, stack, choices);
  const on = rows.filter(({ enabled }) => enabled);
  const names = rows.map(({ name }) => name);
  return { ...contractOf(stack, nodes[stack].address, on, names), verifiers: {} };
}

/** For a lock file with these entries, its path. */
export function lockFile(entries: Record<string, unknown>): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-lock-")), "images.lock.json");
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

/** A lock in which a registry has confirmed every image. */
export function resolvedLock(): string {
  const digest = `sha256:${"a".repeat(64)}`;
  const entry = { state: "resolved", digest, platforms: ["linux/amd64", "linux/arm64"] };
  const keys = catalog.map((row) => lockKey(resolveService(row).image));
  return lockFile(Object.fromEntries(keys.map((key) => [key, entry])));
}

export type Deployed = Recorded<Awaited<ReturnType<typeof deployStack>>>;

/** Each different deployment runs once in a test file: the tests only read what it registered. */
const deployed = new Map<string, Promise<Deployed>>();

export function deploy(
  stack: string,
  environment: Environment = {},
  changes: object = {},
): Promise<Deployed> {
  const key = JSON.stringify([stack, environment, changes]);
  const found = deployed.get(key) ?? deployAnew(stack, environment, changes);
  deployed.set(key, found);
  return found;
}

/** Like `deploy`, but runs in any case. */
export function deployAnew(
  stack: string,
  environment: Environment,
  changes: object,
): Promise<Deployed> {
  const tracked = trackedConfig(stack.startsWith("edge-") ? "starlord" : stack);
  const config = { ...tracked, ...changes };
  return record(() => deployStack(stack, config), { stack, stacks: everyStack, ...environment });
}

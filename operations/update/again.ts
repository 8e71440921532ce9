/** Which stacks must be updated once more: they went by what a later one of the same run had published before it. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { catalog } from "../../src/catalog/index.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { loginSecrets } from "../../src/catalog/needs.ts";
import type { Contract } from "../../src/stack/contracts/contract.ts";
import { contractSchema } from "../../src/stack/contracts/contract.ts";
import { asPublished } from "../../src/stack/contracts/published.ts";
import type { Contracts } from "../../src/stack/contracts/published.ts";
import { referencesOf } from "../../src/stack/contracts/references.ts";
import { otherServices } from "../../src/stack/plan.ts";
import type { Result } from "./stack-operation.ts";

/** By stack. */
export type PublishedSoFar = Readonly<
  Record<string, Contracts[string] & Partial<Pick<Contract, "verifiers">>>
>;

/** What has been published so far by those that an earlier one goes by. */
export async function contractsOf(stacks: ReadonlyMap<string, Stack>): Promise<PublishedSoFar> {
  const order = [...stacks.keys()];
  const names = order.flatMap((name) => followedBy(name, order));
  const chosen = [...stacks].filter(([name]) => names.includes(name));
  const found = chosen.map(async ([name, stack]) => {
    const contract = contractSchema.safeParse(await publishedContract(stack)).data;
    return contract ? [[name, contract] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** As the stack has it; undefined before its first update. */
export async function publishedContract(stack: Stack): Promise<unknown> {
  return (await stack.outputs())["contract"]?.value as unknown;
}

/** @param configs of the stacks, in the order of their updates */
export function outdated(
  configs: ReadonlyMap<string, StackConfig>,
  before: PublishedSoFar,
  after: PublishedSoFar,
): string[] {
  const order = [...configs.keys()];
  return order.filter((stack) => {
    const followed = followedBy(stack, order);
    const rows = otherServices(catalog, stack as StackName, configs.get(stack) as StackConfig);
    const services = rows.filter(({ node }) => followed.includes(node));
    const logins = catalog
      .filter(({ node }) => node === stack)
      .flatMap(({ data }) => loginSecrets(data));
    const known = (contracts: PublishedSoFar) =>
      wiring(services, contracts) + verifiers(logins, followed, contracts);
    return known(before) !== known(after);
  });
}

/** Those that a stack refers to and that are updated after it. */
function followedBy(stack: string, order: readonly string[]): string[] {
  const later = order.slice(order.indexOf(stack) + 1);
  return referencesOf(stack).flatMap(({ to }) => (later.includes(to) ? [to] : []));
}

function wiring(services: readonly Service[], contracts: Contracts): string {
  const published = services.map((one) => asPublished(one, contracts));
  return JSON.stringify(published.map(({ enabled, ports }) => ({ enabled, ports })));
}

/** What its servers check logins of those stacks with. */
function verifiers(
  logins: readonly string[],
  stacks: readonly string[],
  contracts: PublishedSoFar,
): string {
  const published = stacks.flatMap((stack) => Object.entries(contracts[stack]?.verifiers ?? {}));
  return JSON.stringify(published.filter(([secret]) => logins.includes(secret)).sort());
}

/** What came of a stack in both rounds. */
export function inBoth(first: Result, second: Result | undefined): Result {
  if (!second) return first;
  // Those that stay as they are count once.
  const changes = Object.entries({ ...first.changes, same: 0 }).map(
    ([operation, count]) => [operation, count + (second.changes[operation] ?? 0)] as const,
  );
  return {
    ...second,
    changes: { ...second.changes, ...Object.fromEntries(changes) },
    errors: [...new Set([...first.errors, ...second.errors])],
    replaced: [...first.replaced, ...second.replaced],
    seconds: first.seconds + second.seconds,
  };
}

/** Which stacks must be updated once more: they went by what a later one of the same run had published before it. */
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { catalog } from "../../src/catalog/index.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { StackName } from "../../src/catalog/types.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { contractSchema } from "../../src/stack/contracts/contract.ts";
import { asPublished } from "../../src/stack/contracts/published.ts";
import type { Contracts } from "../../src/stack/contracts/published.ts";
import { referencesOf } from "../../src/stack/contracts/references.ts";
import { otherServices } from "../../src/stack/plan.ts";
import type { Result } from "./stack-operation.ts";

/** What has been published so far by those that an earlier one goes by. */
export async function contractsOf(stacks: ReadonlyMap<string, Stack>): Promise<Contracts> {
  const order = [...stacks.keys()];
  const names = order.flatMap((name) => followedBy(name, order));
  const chosen = [...stacks].filter(([name]) => names.includes(name));
  const found = chosen.map(async ([name, stack]) => {
    const value = (await stack.outputs())["contract"]?.value as unknown;
    const contract = contractSchema.safeParse(value).data;
    return contract ? [[name, contract] as const] : [];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** @param configs of the stacks, in the order of their updates */
export function outdated(
  configs: ReadonlyMap<string, StackConfig>,
  before: Contracts,
  after: Contracts,
): string[] {
  const order = [...configs.keys()];
  return order.filter((stack) => {
    const followed = followedBy(stack, order);
    const rows = otherServices(catalog, stack as StackName, configs.get(stack) as StackConfig);
    const services = rows.filter(({ node }) => followed.includes(node));
    return wiring(services, before) !== wiring(services, after);
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

/** What a stack is held back on: its output `run` says so, and the program obeys it. */
import type { ContainerInputs } from "../../src/rules/container.ts";
import { rootOf } from "./rule.ts";
import type { Resource } from "./resource.ts";

/** By instance: the arguments of the container that runs in place of the declared one. */
export function heldContainers(
  resources: readonly Resource[],
): Readonly<Record<string, ContainerInputs | undefined>> {
  const { held } = (rootOf(resources).inputs["run"] ?? {}) as {
    held?: Readonly<Record<string, { container?: ContainerInputs }>> | null;
  };
  const entries = Object.entries(held ?? {});
  return Object.fromEntries(entries.map(([instance, { container }]) => [instance, container]));
}

/** Which services a change interrupts. */
import type { Service } from "../../src/catalog/resolve.ts";
import type { Identity } from "../../src/rules/interruption.ts";
import { CONTAINER, ENDS, NETWORK } from "./plan.ts";
import type { PlannedResource } from "./plan.ts";

/**
 * Services whose container ends, or loses a network. Behind a proxy the former container runs until the
 * new one is live.
 */
export function stopped(
  node: string,
  resources: readonly PlannedResource[],
  running: readonly Service[],
): Identity[] {
  const networks = resources
    .filter(({ type, action }) => type === NETWORK && ENDS.includes(action))
    .map(({ before }) => before?.inputs["name"]);
  const names = resources.flatMap(({ type, action, name, before }) => {
    if (type !== CONTAINER || !before) return [];
    const service = serviceLabel(before.inputs) ?? name;
    const row = running.find((one) => one.node === node && one.name === service);
    const isReplacedLive = action === "replaced" && row?.behind !== undefined;
    const ends = ENDS.includes(action) && !isReplacedLive;
    return ends || networksOf(before.inputs).some((one) => networks.includes(one)) ? [service] : [];
  });
  return [...new Set(names)].map((name) => ({ name, node }));
}

function networksOf(inputs: Record<string, unknown>): unknown[] {
  return ((inputs["networksAdvanced"] ?? []) as { name?: string }[]).map(({ name }) => name);
}

function serviceLabel(inputs: Record<string, unknown>): string | undefined {
  const labels = (inputs["labels"] ?? []) as { label?: string; value?: string }[];
  return labels.find(({ label }) => label === "bev.service")?.value;
}

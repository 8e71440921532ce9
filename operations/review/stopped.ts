/** Lists the services that a change interrupts. */
import { CONTAINER, labelOf, NETWORK, SERVICE_LABEL } from "../../src/lib/resources.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import type { Stopped } from "../../src/rules/interruption.ts";
import { isStateful } from "../../src/rules/services.ts";
import { mountsOf } from "./describe.ts";
import { isEnd, isPreciousVolume } from "./plan.ts";
import type { PlannedResource } from "./plan.ts";

/**
 * Services whose container ends, or loses a network. Behind a proxy the former container runs until the
 * new one is live.
 */
export function stopped(
  node: string,
  resources: readonly PlannedResource[],
  running: readonly Service[],
): Stopped[] {
  const gone = new Set(namesOf(resources, ({ type, action }) => type === NETWORK && isEnd(action)));
  const precious = new Set(namesOf(resources, isPreciousVolume));
  const services = new Map<string, Stopped>();
  for (const { type, action, name: container, before } of resources) {
    if (type !== CONTAINER || !before) continue;
    const name = serviceLabel(before.inputs) ?? container;
    const row = running.find((one) => one.node === node && one.name === name);
    const isReplacedLive = action === "replaced" && row?.behind !== undefined;
    const ends = isEnd(action) && !isReplacedLive;
    if (!ends && !networksOf(before.inputs).some((one) => gone.has(one))) continue;
    // Where nothing is protected, its row still says that it holds data.
    const holdsData = mountsOf(before.inputs).some(({ source }) => precious.has(source));
    services.set(name, { name, node, stateful: holdsData || (row ? isStateful(row) : false) });
  }
  return [...services.values()];
}

/** On the node, before the change. */
function namesOf(
  resources: readonly PlannedResource[],
  isOne: (resource: PlannedResource) => boolean,
): unknown[] {
  return resources.filter(isOne).map(({ before }) => before?.inputs["name"]);
}

function networksOf(inputs: Record<string, unknown>): unknown[] {
  return ((inputs["networksAdvanced"] ?? []) as { name?: string }[]).map(({ name }) => name);
}

function serviceLabel(inputs: Record<string, unknown>): string | undefined {
  const labels = (inputs["labels"] ?? []) as { label?: string; value?: string }[];
  return labelOf(labels, SERVICE_LABEL);
}

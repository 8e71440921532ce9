/** What the containers and components of a stack take of their nodes. */
import { capacityReport, consumerOf } from "../../src/rules/capacity.ts";
import type { CapacityLine, Consumer } from "../../src/rules/capacity.ts";
import { gpuRequests } from "../../src/rules/placement.ts";
import { componentsOf, containersOf, readEach } from "../kit/rule.ts";
import type { Resource } from "../kit/resource.ts";
import type { Facts, StackFinding } from "../kit/rule.ts";
import { engineNode } from "../kit/site.ts";

/** By node, of those that the site knows; another Engine is refused by a rule of placement. */
export function usageOf(
  resources: readonly Resource[],
  { site }: Pick<Facts, "site">,
): { node: string; report: CapacityLine[] }[] {
  const containers = readEach(containersOf(resources), (resource) => {
    const node = engineNode(site, resource) ?? "";
    const { capacity } = site[node] ?? {};
    return capacity ? [{ node, ...consumerOf(resource.name, resource.inputs, capacity) }] : [];
  });
  const consumers = [...containers, ...shareOfCard(resources)];
  const factors = { memory: 1, cpu: 1 };
  return Object.entries(site).map(([node, { capacity, targets }]) => {
    const own = consumers.filter((one) => one.node === node);
    return { node, report: capacityReport(own, { capacity, targets, factors }) };
  });
}

/** A component says how much of the card its container takes: the Engine does not share it out. */
function shareOfCard(resources: readonly Resource[]): (Consumer & { node: string })[] {
  return readEach(componentsOf(resources), ({ name, stack, inputs }) => [
    {
      node: stack,
      name,
      limits: { memory: 0, cpu: 0, gpu: Number(inputs.gpuUnits ?? 0) },
      count: 1,
    },
  ]);
}

/** Containers that take a share of the card which no component of their service states. */
export function unstatedShares(resources: readonly Resource[]): StackFinding[] {
  const stated = componentsOf(resources)
    .filter(({ inputs }) => Number(inputs.gpuUnits ?? 0) > 0)
    .map(({ service }) => service);
  return readEach(containersOf(resources), (resource) => {
    // What else could ask for a card, the Engine fills in, so that a preview does not know it.
    const { gpus, deviceRequests, devices } = resource.inputs;
    const [request] = gpuRequests({ gpus, deviceRequests, devices });
    if (!request || stated.includes(resource.service)) return [];
    const problem = "must be stated in GPU units by the service's component, is not";
    return [{ resource, at: request.at, problem, fix: "deploy it as a GpuService with a row" }];
  });
}

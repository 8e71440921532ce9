/** What the rules hold true, against the program and its stack files: a change of one shows here. */
import { expect, it } from "@jest/globals";
import { isNode, nodeNames, nodes } from "../../src/catalog/nodes.ts";
import type { NodeName, NodeReference } from "../../src/catalog/nodes.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { edgeDefaults } from "../../src/catalog/machines.ts";
import { enabledRegions, isEdgeStack } from "../../src/catalog/regions.ts";
import { conventionsOf, familyPlaces, productionSite, regionSite } from "../kit/site.ts";

it("knows the machines that the tracked stack files and the node table describe", () => {
  const tracked = nodeNames.map((name) => {
    const { host, address, architecture, capacity } = trackedConfig(name).node;
    const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
    const { families, targets, availability } = nodes[name];
    const read = toOnDemand(name).map(({ to }) => to);
    return [
      name,
      {
        ...{ host, address, architecture, capacity: { memory, cpu, gpu }, families, targets },
        ...(availability === "on demand" && { isOnDemand: true }),
        ...(read.length > 0 && { mayRead: read }),
      },
    ];
  });
  const isRegion = ([name]: [string, unknown]) => isEdgeStack(name);
  const known = Object.entries(productionSite).filter((one) => !isRegion(one));
  expect(Object.fromEntries(known)).toEqual(Object.fromEntries(tracked));
});

it("knows the machine of each region in use as its stack file has it", () => {
  const known = Object.keys(productionSite).filter(isEdgeStack);
  expect(known).toEqual(enabledRegions());
  for (const name of known) {
    const { host, address, architecture, capacity } = trackedConfig(name).node;
    const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
    const facts = { host, address, architecture, capacity: { memory, cpu, gpu } };
    expect(productionSite[name]).toMatchObject(facts);
  }
});

it("gives no region a graphics card, and lets edge services alone run there", () => {
  const machine = {
    ...{ host: "ssh://us-east", address: "100.64.10.2", architecture: "arm64" as const },
    ...{ memoryMebibytes: 4096, cores: 2 },
  };
  const site = regionSite({ "edge-us-east": machine });
  expect(site["edge-us-east"]).toEqual({
    ...{ host: "ssh://us-east", address: "100.64.10.2", architecture: "arm64" },
    capacity: { memory: 4096, cpu: 2, gpu: 0 },
    ...{ families: edgeDefaults.families, targets: edgeDefaults.targets },
  });
  expect(familyPlaces(site)).toEqual(familyPlaces({}));
});

it.each(nodeNames)("names things on %s as its stack file says", (name) => {
  const { dataRoot, registry, prefix } = trackedConfig(name);
  expect(conventionsOf(productionSite[name])).toEqual({ dataRoot, registry, prefix });
});

it.each(nodeNames)("has the stack file of %s say what its row says", (name) => {
  const { address, architecture, gpu } = nodes[name];
  expect(trackedConfig(name).node).toMatchObject({
    ...{ address, architecture, capacity: { gpuUnits: gpu?.units ?? 0 } },
  });
});

it("counts on no node that is there on demand only: what is published of it is read, if it is there", () => {
  const kinds = nodeNames.flatMap(toOnDemand).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind !== "loose")).toEqual([]);
});

function toOnDemand(name: NodeName): NodeReference[] {
  const isOnDemand = (to: string) => isNode(to) && nodes[to].availability === "on demand";
  return nodes[name].references.filter(({ to }) => isOnDemand(to));
}

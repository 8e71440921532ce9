/** What the rules hold true, against the program and its stack files: a change of one shows here. */
import { expect, it } from "@jest/globals";
import { isNode, nodeNames, nodes } from "../../src/catalog/nodes.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { conventionsOf, productionSite } from "../kit/site.ts";

it("knows the machines that the tracked stack files and the node table describe", () => {
  const tracked = nodeNames.map((name) => {
    const { host, address, architecture, capacity } = trackedConfig(name).node;
    const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
    const { families, targets, availability } = nodes[name];
    return [
      name,
      {
        ...{ host, address, architecture, capacity: { memory, cpu, gpu }, families, targets },
        ...(availability === "on demand" && { isOnDemand: true }),
      },
    ];
  });
  expect(productionSite).toEqual(Object.fromEntries(tracked));
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

it("counts on no node that is there on demand only", () => {
  const isOnDemand = (name: string) => isNode(name) && nodes[name].availability === "on demand";
  const references = nodeNames.flatMap((name) => nodes[name].references);
  expect(references.filter(({ to }) => isOnDemand(to))).toEqual([]);
});

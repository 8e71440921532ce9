/** What the rules hold true, against the program and its stack files: a change of one shows here. */
import { expect, it } from "@jest/globals";
import { catalog } from "../../src/catalog/index.ts";
import { nodeNames, nodes } from "../../src/catalog/nodes.ts";
import { references } from "../../src/contracts/references.ts";
import { ON_DEMAND_NODE } from "../../src/rules/on-demand.ts";
import { familyNodes, mayUseGpu } from "../../src/rules/placement.ts";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { productionSite } from "../kit/site.ts";

it("knows the machines that the tracked stack files describe", () => {
  const tracked = nodeNames.map((name) => {
    const { host, address, architecture, capacity } = trackedConfig(name).node;
    const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
    return [name, { host, address, architecture, capacity: { memory, cpu, gpu } }];
  });
  expect(productionSite).toEqual(Object.fromEntries(tracked));
});

it("knows the addresses that the node table has", () => {
  for (const name of nodeNames) expect(productionSite[name]?.address).toBe(nodes[name].address);
});

it("lets each family run where the catalogue has it, and nowhere else", () => {
  const used = Object.keys(familyNodes).map((family) => {
    const rows = catalog.filter((row) => row.family === family);
    const places = rows.map(({ node }) => (node.startsWith("edge-") ? "edge" : node));
    return [family, [...new Set(places)].sort()];
  });
  expect(familyNodes).toEqual(Object.fromEntries(used));
  expect(new Set(catalog.map(({ family }) => family))).toEqual(new Set(Object.keys(familyNodes)));
});

it("lets GPUs be used where the node table has one", () => {
  expect(nodeNames.filter(mayUseGpu)).toEqual(nodeNames.filter((name) => nodes[name].hasGpu));
});

it("counts on every node but the one that is there on demand", () => {
  const onDemand = nodeNames.filter((name) => nodes[name].availability === "on demand");
  expect(onDemand).toEqual([ON_DEMAND_NODE]);
  expect(references.filter(({ to }) => to === ON_DEMAND_NODE)).toEqual([]);
});

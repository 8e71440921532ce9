/** Regions: what is true of the table, and which rows run where a region has a machine. */
import { expect, it } from "@jest/globals";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { readRegionMachines } from "../lib/region-machines.ts";
import type { RegionMachines } from "../lib/region-machines.ts";
import { edgeRows } from "./edge.ts";
import { edgeStacks, enabledRegions, regionNames, regions } from "./regions.ts";
import { resolveService } from "./resolve.ts";

const machine = {
  ...{ host: "ssh://eu", address: "100.64.10.2", architecture: "amd64" as const },
  ...{ memoryMebibytes: 8192, cores: 4 },
};

it.each(regionNames)("names every neighbour of %s once", (name) => {
  const others = regionNames.filter((one) => one !== name);
  expect([...regions[name].neighbours].sort()).toEqual([...others].sort());
});

function regional(machines: RegionMachines) {
  const services = edgeRows(machines).map((row) => resolveService(row));
  return services.filter(({ node }) => edgeStacks.some((stack) => stack === node));
}

function running(machines: RegionMachines): string[] {
  return regional(machines)
    .filter(({ enabled }) => enabled)
    .map(({ node, name }) => `${node}/${name}`);
}

it("runs the services of a region that has a machine, and of no other", () => {
  const machines = { "edge-eu-central": machine };
  expect(enabledRegions(machines)).toEqual(["edge-eu-central"]);
  expect(running(machines)).toEqual([
    "edge-eu-central/edge-coordinator",
    "edge-eu-central/regional-load-balancer",
    "edge-eu-central/cache-optimization",
    "edge-eu-central/local-ai-inference",
    "edge-eu-central/geographic-routing",
  ]);
  const reasons = regional(machines).map(({ disabled }) => disabled);
  expect(reasons).toContain("the region has no machine (C32): npx bev edge enable us-west");
  expect(reasons).toContain(
    "the region is not the third vote: npx bev edge enable eu-central --votes",
  );
});

it("runs the third vote where the region is it", () => {
  const votes = { ...machine, votes: true as const };
  expect(running({ "edge-eu-central": votes })).toContain("edge-eu-central/failover-vote");
});

it.each([
  [{ "us-east": machine }, "regions.json/us-east: must be as bev edge enable writes it"],
  [{ "edge-us-east": { ...machine, gpus: 1 } }, "regions.json/edge-us-east: "],
  [
    {
      "edge-us-east": { ...machine, votes: true },
      "edge-us-west": { ...machine, votes: true },
    },
    "regions.json: must be as bev edge enable writes it, is not (one region votes, or none); restore it with git checkout",
  ],
  [{ "edge-us-east": { ...machine, address: "eu" } }, "regions.json/edge-us-east/address: "],
])("takes no other form of the table", (content, message) => {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-regions-")), "regions.json");
  writeFileSync(file, JSON.stringify({ "edge-us-west": machine }));
  expect(readRegionMachines(file)).toEqual({ "edge-us-west": machine });
  writeFileSync(file, JSON.stringify(content));
  expect(() => readRegionMachines(file)).toThrow(message);
});

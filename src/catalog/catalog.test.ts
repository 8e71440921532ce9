/** The catalogue as a whole fits the three nodes. */
import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { lockKey } from "../rules/images.ts";
import { checkStack } from "./check.ts";
import { askedPurposes } from "../software/index.ts";
import { zones } from "./defaults.ts";
import { catalog } from "./index.ts";
import { nodeNames, nodes } from "./nodes.ts";
import type { NodeName } from "./nodes.ts";
import { regionNames, regions } from "./regions.ts";
import { resolveService, resolveStack } from "./resolve.ts";

const lock = Object.fromEntries(
  catalog.map((row) => [lockKey(resolveService(row).image), { state: "unresolved" as const }]),
);

function nodeConfig(name: NodeName) {
  const { architecture, capacity } = trackedConfig(name).node;
  const { memoryMebibytes: memory, cores: cpu, gpuUnits: gpu } = capacity;
  return { architecture, capacity: { memory, cpu, gpu } };
}

describe.each(nodeNames)("%s", (stack) => {
  const services = resolveStack(catalog, stack);
  const config = nodeConfig(stack);

  it("has no fault", () => {
    const others = catalog.filter(({ node }) => node !== stack).map((row) => resolveService(row));
    const plan = { stack, ...config, services, others, choices: {}, lock, askedPurposes };
    expect(checkStack(plan)).toEqual([]);
  });
});

it("gives each stack subnets of its own", () => {
  const bases = [
    ...nodeNames.map((name) => nodes[name].subnetBase),
    ...regionNames.map((name) => regions[name].subnetBase),
  ].sort((a, b) => a - b);
  const gaps = bases.slice(1).map((base, index) => base - (bases[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(zones.length);
  expect(Math.max(...bases) + zones.length).toBeLessThanOrEqual(256);
});

it("names each service of a node once", () => {
  const ids = catalog.map(({ node, name }) => `${node}/${name}`);
  expect(new Set(ids).size).toBe(ids.length);
});

it("gives a reason for each disabled service", () => {
  const reasons = catalog.flatMap(({ disabled }) => disabled ?? []);
  expect(reasons.filter((reason) => reason.length < 20)).toEqual([]);
});

it("runs every image as a numeric user that is not root", () => {
  const users = catalog.map((row) => resolveService(row).image.user);
  expect(users.filter((user) => !/^[1-9]\d*:\d+$/.test(user))).toEqual([]);
});

it("takes an image that only one row has from the row", () => {
  const image = {
    repository: "memcached",
    tag: "1.6",
    user: "11211:1",
    volumePaths: [],
    writable: {},
  };
  const service = resolveService({ name: "memcached", node: "thanos", family: "database", image });
  expect(service.image).toEqual({ ...image, software: "memcached", own: false });
});

it("lists the images that the catalogue names in images.lock.json, and no others", () => {
  const locked = JSON.parse(readFileSync("images.lock.json", "utf8")) as object;
  expect(Object.keys(locked).sort()).toEqual(Object.keys(lock).sort());
});

/** The catalogue as a whole fits the three nodes. */
import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { trackedConfig } from "../../test/kit/stack-config.ts";
import { lockKey } from "../rules/images.ts";
import { renderConfig } from "../render/config/index.ts";
import { checkStack, stackCapacity } from "./check.ts";
import { zones } from "./defaults.ts";
import { images } from "./images.ts";
import { catalog } from "./index.ts";
import { nodeNames, nodes, regionNames, regions } from "./nodes.ts";
import type { NodeName } from "./nodes.ts";
import { resolveService, resolveStack } from "./resolve.ts";
import { hasCertificate } from "./tls.ts";

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
    expect(checkStack({ stack, ...config, services, others, choices: {}, lock })).toEqual([]);
  });

  it("stays below its warning marks", () => {
    expect(stackCapacity({ stack, services, ...config }).filter(({ warn }) => warn)).toEqual([]);
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

it.each(
  catalog.filter(({ config }) => config).map((row) => [`${row.node}/${row.name}`, row] as const),
)("renders just the files that %s names", (_id, row) => {
  const service = resolveService(row);
  const files = renderConfig({
    service,
    services: resolveStack(catalog, row.node),
    others: [],
    addressOf: () => "100.64.0.2",
    site: { stack: row.node, address: "100.64.0.1", prefix: "bev_", dataRoot: "/var/lib/bev" },
    endpoint: (name) => `${name}:1`,
  });
  expect(files.map(({ name }) => name)).toEqual(row.config?.files);
});

it("runs every published image as a numeric user that is not root", () => {
  const users = Object.values(images).map(({ user }) => user);
  expect(users.filter((user) => !/^[1-9]\d*:\d+$/.test(user))).toEqual([]);
});

it("lists the images that the catalogue names in images.lock.json, and no others", () => {
  const locked = JSON.parse(readFileSync("images.lock.json", "utf8")) as object;
  expect(Object.keys(locked).sort()).toEqual(Object.keys(lock).sort());
});

it("refers to secrets of services on the same node", () => {
  const broken = catalog.flatMap(({ name, node, secrets = [] }) =>
    secrets.flatMap(({ from }) => {
      if (from === undefined) return [];
      const [service, secret] = from.split("/");
      const owner = catalog.find((row) => row.name === service && row.node === node);
      return owner?.secrets?.some((one) => one.name === secret) ? [] : [`${name}: ${from}`];
    }),
  );
  expect(broken).toEqual([]);
});

it("tells each service with a certificate of a new one while it runs", () => {
  const served = catalog.filter((row) => hasCertificate(row));
  expect(served.length).toBeGreaterThan(10);
  expect(served.filter(({ reload }) => !reload).map(({ name }) => name)).toEqual([]);
});

it("trusts only services that have a certificate", () => {
  const broken = catalog.flatMap(({ name, node, secrets = [] }) =>
    secrets.flatMap(({ certificate, of: service = name }) => {
      if (certificate !== "authority") return [];
      const known = catalog.filter((row) => row.name === service);
      const found = known.find((row) => row.node === node) ?? known[0];
      return found && hasCertificate(found) ? [] : [`${name}: ${service}`];
    }),
  );
  expect(broken).toEqual([]);
});

it("reads secrets only from files that it is given", () => {
  const broken = catalog.flatMap(({ name, env = {}, secrets = [] }) =>
    Object.values(env).flatMap((value) =>
      typeof value === "object" &&
      "secretFile" in value &&
      !secrets.some((secret) => secret.name === value.secretFile)
        ? [`${name}: ${value.secretFile}`]
        : [],
    ),
  );
  expect(broken).toEqual([]);
});

it("names data objects so that no shell has to quote them", () => {
  const names = catalog.flatMap(({ data }) => {
    const values: string[] = [];
    JSON.stringify(data ?? {}, (_key, value: unknown) => {
      if (typeof value === "string") values.push(value);
      return value;
    });
    return values;
  });
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !/^[\w./-]+$/.test(name))).toEqual([]);
});

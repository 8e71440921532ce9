import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { primariesOf, primaryFaults, proxiesOf, serversOf } from "./primaries.ts";

const row = (name: string, node: string, changes: object = {}) => ({
  ...{ name, node, family: "network", enabled: true, image: { software: "postgres" } },
  ...(changes as { primaries?: string[] }),
});
const first = row("first", "thanos");
const second = row("second", "oracle1");
const beside = row("beside", "oracle1");
const proxy = row("proxy", "oracle1", { primaries: ["first", "second"] });
const off = row("off", "oracle1", { primaries: ["first"], enabled: false });
const all = [second, first, beside, proxy, off];

it("finds the servers of a proxy in its order, and the proxies of a server", () => {
  expect(primariesOf(proxy, all)).toEqual([first, second]);
  expect(proxiesOf({ name: "first", node: "thanos" }, all)).toEqual([proxy]);
  expect(proxiesOf({ name: "first", node: "starlord" }, all)).toEqual([]);
  expect(proxiesOf(beside, all)).toEqual([]);
});

it("has a certificate shown by the servers behind a proxy, and else by the service itself", () => {
  expect(serversOf(proxy, all)).toEqual([first, second]);
  expect(serversOf(first, all)).toEqual([first]);
});

const faultsOf = (primaries: string[], changed: object = {}) => {
  const other = { ...row("other", "starlord"), ...changed };
  return formatFaults(primaryFaults([row("proxy", "oracle1", { primaries })], [...all, other]));
};

it("has nothing against one of a product on each node", () => {
  expect(faultsOf(["first", "second", "other"])).toBe("");
});

it("refuses two of a node, which no node's name could tell apart", () => {
  expect(faultsOf(["first", "second", "beside"])).toBe(
    "oracle1/proxy/primaries: must be services of one product, each on a node of its own, got first (postgres on thanos), " +
      "second (postgres on oracle1), beside (postgres on oracle1); set it in src/catalog/network.ts",
  );
});

it("refuses one of another product", () => {
  expect(faultsOf(["first", "other"], { image: { software: "redis" } })).toBe(
    "oracle1/proxy/primaries: must be services of one product, each on a node of its own, got first (postgres on thanos), " +
      "other (redis on starlord); set it in src/catalog/network.ts",
  );
});

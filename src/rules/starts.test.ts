import { expect, it } from "@jest/globals";
import { startsAtOnce } from "./starts.ts";

it.each([
  ["two for each core of the node", { node: 24, deployer: 32 }, 48],
  ["no more than the deploying machine carries", { node: 24, deployer: 3 }, 12],
  ["eight on a small node, because most of a start is waiting", { node: 2, deployer: 2 }, 8],
  ["whole ones on a share of a machine", { node: 5.25, deployer: 16 }, 10],
])("starts %s", (_what, cores, expected) => {
  expect(startsAtOnce(cores)).toBe(expected);
});

import { describe, expect, it } from "@jest/globals";
import { Provider } from "../kit/provider.ts";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { resources } from "./resources.ts";

const provider = new Provider(
  {
    name: "random",
    version: "1.0.0",
    configSchema: {},
    configure: async () => undefined,
    resources,
  },
  { log: () => undefined },
);
const call = { urn: "urn", timeout: 0 };

function token(name: string): string {
  return `random:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

describe("a random value is refused with", () => {
  const absent =
    "not implemented by this stand-in; use the published plugin or leave the property out";
  it.each<[string, string, Properties, string, string]>([
    ["a length of nothing", "RandomString", { length: 0 }, "length", "must be at least 1, got 0"],
    ["no bytes", "RandomBytes", { length: 0 }, "length", "must be at least 1, got 0"],
    ["an id of no bytes", "RandomId", { byteLength: 0 }, "byteLength", "must be at least 1, got 0"],
    ["an empty range", "RandomInteger", { min: 2, max: 1 }, "max", "must be at least 2, got 1"],
    [
      "minimums that exceed the length",
      "RandomPassword",
      { length: 3, minLower: 4 },
      "length",
      "must be at least the sum of the minimums, 4, got 3",
    ],
    ["a seed", "RandomInteger", { min: 1, max: 2, seed: "s" }, "seed", absent],
    ["a seed to shuffle by", "RandomShuffle", { inputs: ["a"], seed: "s" }, "seed", absent],
    ["the older name of numeric", "RandomString", { length: 1, number: false }, "number", absent],
  ])("%s", (_title, name, inputs, property, reason) => {
    expect(provider.check(token(name), inputs).failures).toEqual([{ property, reason }]);
  });
});

it("bounds that are unknown yet are accepted", () => {
  const inputs = { min: UNKNOWN, max: 1 };
  expect(provider.check(token("RandomInteger"), inputs).failures).toEqual([]);
});

describe("a shuffle of three gives", () => {
  it.each([
    ["all of them", undefined, ["a", "b", "c"]],
    ["none", 0, []],
    ["each of them twice", 6, ["a", "a", "b", "b", "c", "c"]],
  ])("%s", async (_title, resultCount, expected) => {
    const inputs = { inputs: ["a", "b", "c"], ...(resultCount !== undefined && { resultCount }) };
    const { outputs } = await provider.create(token("RandomShuffle"), inputs, call);
    expect((outputs["results"] as string[]).sort()).toEqual(expected);
  });

  it("no item a second time before each came once", async () => {
    const inputs = { inputs: ["a", "b", "c"], resultCount: 5 };
    const { outputs } = await provider.create(token("RandomShuffle"), inputs, call);
    const results = outputs["results"] as string[];
    expect(results).toHaveLength(5);
    expect(results.slice(0, 3).sort()).toEqual(["a", "b", "c"]);
  });
});

it("an empty list shuffles to an empty list", async () => {
  const inputs = { inputs: [], resultCount: 2 };
  const { outputs } = await provider.create(token("RandomShuffle"), inputs, call);
  expect(outputs["results"]).toEqual([]);
});

it("integers come from the whole range, both ends included", async () => {
  const inputs = { min: -1, max: 1 };
  const draws = Array.from({ length: 200 }, () =>
    provider.create(token("RandomInteger"), inputs, call),
  );
  const results = (await Promise.all(draws)).map(({ outputs }) => outputs["result"] as number);
  expect([...new Set(results)].sort((one, other) => one - other)).toEqual([-1, 0, 1]);
});

it.each(Object.entries(resources))("every change replaces a %s", (_token, { schema }) => {
  const kept = Object.entries(schema.inputProperties).filter(
    ([, property]) => !property.willReplaceOnChanges,
  );
  expect(kept).toEqual([]);
});

import { describe, expect, it } from "@jest/globals";
import { resourceSchema } from "../kit/schema.ts";
import type { Value } from "../kit/values.ts";
import { bodyOf, cidrsOf, duration, outputsOf, secondsOf, snakeCase } from "./values.ts";

const properties = {
  maxTtl: { type: "string" },
  keyBits: { type: "integer" },
  lifetime: { type: "integer" },
  requireCn: { type: "boolean" },
  countries: { type: "array" },
  options: { type: "object" },
  roleId: { type: "string" },
};
const facts = { inputProperties: properties, properties };
const schema = resourceSchema({ name: "vault", types: {}, resources: { role: facts } }, "role", {
  computed: new Set(["roleId"]),
});
const names = Object.keys(properties);
const renamed = { countries: "country" };

it("spells names as Vault does", () => {
  expect(["policy", "tokenMaxTtl", "allowIpSans"].map(snakeCase)).toEqual([
    "policy",
    "token_max_ttl",
    "allow_ip_sans",
  ]);
});

it("unsets in a request what the program leaves out, but what Vault computes", () => {
  expect(bodyOf(schema, { keyBits: 256, options: null }, names, renamed)).toEqual({
    max_ttl: "",
    key_bits: 256,
    lifetime: 0,
    require_cn: false,
    country: [],
    options: {},
  });
});

it("takes from an answer what it tells, in the property's type", () => {
  const data = { max_ttl: 3600, lifetime: "1m30s", country: null, options: null, other: 1 };
  const told = outputsOf(schema, data, names, { renamed, state: { maxTtl: "1h" } });
  expect(told).toEqual({ maxTtl: "1h", lifetime: 90, countries: [], options: {} });
});

describe("a duration", () => {
  it.each<[string, number | undefined]>([
    ["90", 90],
    ["90s", 90],
    ["1m30s", 90],
    ["768h0m0s", 2_764_800],
    ["30d", 2_592_000],
    ["0s", 0],
    ["", undefined],
    ["1w", undefined],
    ["-1s", undefined],
  ])("%j is of %j seconds", (text, seconds) => {
    expect(secondsOf(text)).toBe(seconds);
  });

  it.each<[Value | undefined, string]>([
    ["1h", "1h"],
    ["2h", "3600"],
    [undefined, "3600"],
    [3600, "3600"],
  ])("of an hour, known as %j, is told as %j", (known, expected) => {
    expect(duration(3600, known)).toBe(expected);
  });
});

it("gives a single address the length that Vault leaves out, unless the program does too", () => {
  const told = ["10.0.0.1", "10.0.0.2", "10.1.0.0/24", "fd00::1"];
  expect(cidrsOf(told, ["10.0.0.2"])).toEqual([
    "10.0.0.1/32",
    "10.0.0.2",
    "10.1.0.0/24",
    "fd00::1/128",
  ]);
  expect(cidrsOf(null, undefined)).toEqual([]);
});

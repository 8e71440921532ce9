import { describe, expect, it } from "@jest/globals";
import {
  checkInputs,
  inputsOf,
  mustBeNamed,
  resourceSchema,
  secretNames,
  withDefaults,
} from "./schema.ts";
import type { PackageFacts } from "./schema.ts";
import { UNKNOWN } from "./values.ts";
import type { Properties } from "./values.ts";

const facts: PackageFacts = {
  name: "test",
  resources: {
    "test:index:Thing": {
      inputProperties: {
        name: { type: "string" },
        size: { type: "integer" },
        ratio: { type: "number" },
        on: { type: "boolean" },
        tags: { type: "object", additionalProperties: { type: "string" } },
        ports: { type: "array", items: { $ref: "#/types/test:index:Port" } },
        mode: { $ref: "#/types/test:index:Mode" },
        anything: { $ref: "pulumi.json#/Any" },
        uploads: { type: "string" },
      },
      requiredInputs: ["name"],
      properties: {},
    },
  },
  types: {
    "test:index:Port": {
      type: "object",
      properties: { internal: { type: "integer" }, ip: { type: "string" } },
      required: ["internal"],
    },
    "test:index:Mode": { type: "string", properties: {}, enum: ["fast", "slow"] },
  },
};
const schema = resourceSchema(facts, "test:index:Thing", {
  refused: new Set(["uploads"]),
  defaults: { size: 1, on: true },
});

describe("checkInputs accepts", () => {
  it.each<[string, Properties]>([
    ["a value of each type", { name: "a", size: 1, ratio: 0.5, on: false, tags: { a: "b" } }],
    ["a nested object with what it requires", { name: "a", ports: [{ internal: 80 }] }],
    ["a member of an enumeration", { name: "a", mode: "slow" }],
    ["any value where the schema says any", { name: "a", anything: [1, { b: true }] }],
    ["null as absent", { name: "a", size: null, uploads: null }],
    ["the engine's own members", { name: "a", __defaults: [], ports: [{ internal: 1, __x: 2 }] }],
    ["an unknown of any type", { name: UNKNOWN, size: UNKNOWN, ports: UNKNOWN, mode: UNKNOWN }],
    ["an unknown inside a value", { name: "a", tags: { a: UNKNOWN }, ports: [UNKNOWN] }],
    ["an unknown in place of a required member", { name: "a", ports: [{ internal: UNKNOWN }] }],
  ])("%s", (_title, inputs) => {
    expect(checkInputs(schema, inputs)).toEqual([]);
  });
});

describe("checkInputs refuses", () => {
  it.each<[string, Properties, string, string]>([
    ["an unknown property", { nmae: "a" }, "nmae", "no such property"],
    [
      "by name what the stand-in does not implement",
      { uploads: "x" },
      "uploads",
      "not implemented by this stand-in; use the published plugin or leave the property out",
    ],
    ["a missing required property", { name: null }, "name", "missing required property"],
    ["a string for a number", { ratio: "1" }, "ratio", "expected a number, got a string"],
    ["a string for a boolean", { on: "yes" }, "on", "expected a boolean, got a string"],
    ["a number for a string", { name: 1 }, "name", "expected a string, got a number"],
    ["a fraction for an integer", { size: 1.5 }, "size", "expected an integer, got a number"],
    ["an array for a map", { tags: ["a"] }, "tags", "expected an object, got an array"],
    ["an object for an array", { ports: {} }, "ports", "expected an array, got an object"],
    ["a boolean inside a map", { tags: { a: true } }, "tags.a", "expected a string, got a boolean"],
    ["a number for a named object", { ports: [1] }, "ports[0]", "expected an object, got a number"],
    [
      "a wrong type inside a named object",
      { ports: [{ internal: 1 }, { internal: "80" }] },
      "ports[1].internal",
      "expected an integer, got a string",
    ],
    [
      "an unknown member of a named object",
      { ports: [{ internal: 1, external: 2 }] },
      "ports[0].external",
      "no such property",
    ],
    [
      "a named object without what it requires",
      { ports: [{ ip: "::" }] },
      "ports[0].internal",
      "missing required property",
    ],
    ["a string outside an enumeration", { mode: "idle" }, "mode", "expected one of fast, slow"],
    [
      "a wrong type beside an unknown",
      { ports: [UNKNOWN, { internal: true }] },
      "ports[1].internal",
      "expected an integer, got a boolean",
    ],
  ])("%s", (_title, inputs, property, reason) => {
    expect(checkInputs(schema, { name: "a", ...inputs })).toEqual([{ property, reason }]);
  });

  it("every fault at once", () => {
    const failures = checkInputs(schema, { size: "1", colour: "red" });
    expect(failures.map(({ property }) => property)).toEqual(["size", "colour", "name"]);
  });
});

it("fills in defaults for absent inputs only", () => {
  expect(withDefaults(schema, { size: null, on: false, name: "a" })).toEqual({
    size: 1,
    on: false,
    name: "a",
  });
});

it("names a resource that the facts lack", () => {
  expect(() => resourceSchema(facts, "test:index:Other")).toThrow(
    new Error("test: its schema has no resource test:index:Other"),
  );
});

it.each<Properties>([{}, { name: "" }, { name: null }])("wants a name from %j", (inputs) => {
  expect(mustBeNamed(inputs)).toEqual([
    { property: "name", reason: "this stand-in makes up no names; set it" },
  ]);
});

it("is content with a name", () => {
  expect(mustBeNamed({ name: "web" })).toEqual([]);
});

it("imports what is set and not refused, and no outputs", () => {
  const properties = { name: {}, labels: {}, cluster: {} };
  const facts = { inputProperties: properties, properties: { ...properties, mountpoint: {} } };
  const schema = resourceSchema(
    { name: "docker", types: {}, resources: { volume: facts } },
    "volume",
    { refused: new Set(["cluster"]) },
  );
  const outputs = { name: "data", labels: [], cluster: { id: "x" }, mountpoint: "/m" };
  expect(inputsOf(schema, outputs)).toEqual({ name: "data" });
});

it("finds secrets at the top, in a named type and in a list of one", () => {
  const login = { $ref: "#/types/test:index:Login" };
  const properties = { name: { type: "string" }, login, logins: { type: "array", items: login } };
  const facts = {
    name: "test",
    types: { "test:index:Login": { properties: { user: {}, password: { secret: true } } } },
    resources: {
      thing: { inputProperties: properties, properties: { ...properties, key: { secret: true } } },
    },
  };
  expect(secretNames(resourceSchema(facts, "thing"))).toEqual(["login", "logins", "key"]);
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { diffProperties, isIgnored } from "./diff.ts";
import type { ChangeKind } from "./diff.ts";
import { resourceSchema } from "./schema.ts";
import { UNKNOWN } from "./values.ts";
import type { Properties, Value } from "./values.ts";

const inputs = ["name", "image", "labels", "ports", "options", "user", "login"];
const schema = resourceSchema(
  {
    name: "test",
    types: {},
    resources: {
      thing: {
        inputProperties: {
          ...Object.fromEntries(inputs.map((name) => [name, {}])),
          image: { willReplaceOnChanges: true },
        },
        properties: {},
      },
    },
  },
  "thing",
  {
    sets: new Set(["labels"]),
    computed: new Set(["user"]),
    memberDefaults: {
      ports: { protocol: "tcp" },
      labels: { scope: "local" },
      login: { connections: 2 },
    },
  },
);

/** Changes as `kind path`, with an exclamation mark where they replace. */
function changes(state: Properties, desired: Properties): string[] {
  return diffProperties(schema, state, desired).map(
    ({ kind, path, replace }) => `${kind}${replace ? "!" : ""} ${path}`,
  );
}

describe("diffProperties sees", () => {
  it.each<[string, Properties, Properties, string[]]>([
    [
      "a member of an object that no longer has its default",
      { login: { connections: 3 } },
      { login: { user: "a" } },
      ["update login.connections", "add login.user"],
    ],
    ["an addition", {}, { name: "a" }, ["add name"]],
    ["an update", { name: "a" }, { name: "b" }, ["update name"]],
    ["a deletion", { name: "a" }, {}, ["delete name"]],
    ["a replacement where the schema says so", { image: "a" }, { image: "b" }, ["update! image"]],
    [
      "the path inside a list of objects",
      { ports: [{ external: 1 }] },
      { ports: [{ external: 2 }] },
      ["update ports[0].external"],
    ],
    [
      "an element more in a list",
      { ports: [{ external: 1 }] },
      { ports: [{ external: 1 }, { external: 2 }] },
      ["add ports[1]"],
    ],
    [
      "another order of a list",
      { ports: [{ external: 1 }, { external: 2 }] },
      { ports: [{ external: 2 }, { external: 1 }] },
      ["update ports[0].external", "update ports[1].external"],
    ],
    [
      "keys of a map that are no identifiers, in Pulumi's path syntax",
      { options: { "a.b": "1", plain: "1" } },
      { options: { "a.b": "2", plain: "2", 'say "hi"': "3" } },
      ['update options["a.b"]', "update options.plain", 'add options["say \\"hi\\""]'],
    ],
    [
      "a member that differs from the default of its kind",
      { ports: [{ external: 1 }] },
      { ports: [{ external: 1, protocol: "udp" }] },
      ["update ports[0].protocol"],
    ],
    ["another type of value", { options: { a: "1" } }, { options: ["1"] }, ["update options"]],
    ["an element more in a set", { labels: ["a"] }, { labels: ["b", "a"] }, ["update labels"]],
    ["the first element of a set", {}, { labels: ["a"] }, ["add labels"]],
    ["the last element of a set go", { labels: ["a"] }, {}, ["delete labels"]],
    [
      "sets that differ only in where a value ends",
      { labels: [{ a: "1", b: "2" }] },
      { labels: [{ 'a:"1",b': "2" }] },
      ["update labels"],
    ],
    ["a computed input that the program sets", { user: "1" }, { user: "2" }, ["update user"]],
    ["an unknown as an update", { name: "a" }, { name: UNKNOWN }, ["update name"]],
    ["an unknown in place of a list", { ports: [{}] }, { ports: UNKNOWN }, ["update ports"]],
    ["an unknown in place of a set", { labels: ["a"] }, { labels: UNKNOWN }, ["update labels"]],
    [
      "an unknown where nothing was",
      {},
      { name: UNKNOWN, labels: [UNKNOWN] },
      ["add name", "add labels"],
    ],
    [
      "an unknown inside a list at its place",
      { ports: [{ external: 1, ip: "::" }] },
      { ports: [{ external: UNKNOWN, ip: "::" }] },
      ["update ports[0].external"],
    ],
    [
      "an unknown inside a set as an update of the set",
      { labels: [{ a: "1" }] },
      { labels: [{ a: UNKNOWN }] },
      ["update labels"],
    ],
  ])("%s", (_title, state, desired, expected) => {
    expect(changes(state, desired)).toEqual(expected);
  });
});

describe("diffProperties does not see", () => {
  it.each<[string, Properties, Properties]>([
    [
      "a member of an object that says its default",
      { login: { user: "a", connections: 2 } },
      { login: { user: "a" } },
    ],
    ["another order of a set", { labels: ["a", "b"] }, { labels: ["b", "a"] }],
    [
      "another order of keys in a set",
      { labels: [{ a: "1", b: "2" }] },
      { labels: [{ b: "2", a: "1" }] },
    ],
    ["one value for a set of one", { labels: "a" }, { labels: ["a"] }],
    [
      "a member left out whose default is in the state",
      { ports: [{ external: 1, protocol: "tcp" }] },
      { ports: [{ external: 1 }] },
    ],
    ["a default of a set's member", { labels: [{ a: 1, scope: "local" }] }, { labels: [{ a: 1 }] }],
    ["what the provider computed for an absent input", { user: "root" }, {}],
    ["what the provider computed for an empty input", { user: "root" }, { user: "" }],
    ["the engine's own members", { options: { a: "1", __defaults: [] } }, { options: { a: "1" } }],
    ["an output that is no input", { id: "1", name: "a" }, { name: "a" }],
  ])("%s", (_title, state, desired) => {
    expect(changes(state, desired)).toEqual([]);
  });

  it.each<[Value]>([[null], [""], [0], [false], [[]], [{}], [{ a: 0 }]])(
    "an absent input that is %j in the other",
    (zero) => {
      expect([changes({ name: zero }, {}), changes({}, { name: zero })]).toEqual([[], []]);
    },
  );
});

const properties = fc.dictionary(fc.constantFrom(...inputs), fc.jsonValue() as fc.Arbitrary<Value>);

it("finds no difference between any properties and themselves", () => {
  fc.assert(fc.property(properties, (same) => changes(same, same).length === 0));
});

it("finds as deleted one way what it finds as added the other way", () => {
  const count = (from: Properties, to: Properties, kind: ChangeKind): number =>
    diffProperties(schema, from, to).filter(
      (change) => change.kind === kind && !schema.computed.has(change.property),
    ).length;
  fc.assert(
    fc.property(
      properties,
      properties,
      (one, other) => count(one, other, "add") === count(other, one, "delete"),
    ),
  );
});

describe("isIgnored", () => {
  it.each<[string, string, boolean]>([
    ["ports", "ports", true],
    ["ports", "ports[0].external", true],
    ["ports[0]", "ports[0].external", true],
    ["options", "options.a", true],
    ["ports[0].external", "ports[0]", false],
    ["port", "ports[0]", false],
    ["ports", "name", false],
  ])("of %s covers a change of %s: %p", (ignored, path, covered) => {
    const change = { path, property: "any", kind: "update", replace: false } as const;
    expect(isIgnored(change, ["other", ignored])).toBe(covered);
  });
});

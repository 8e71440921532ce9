/** Which services of a node may stand beside each other, by all the names that are made of theirs. */
import { describe, expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { nameFaults } from "./names.ts";

type Named = Parameters<typeof nameFaults>[0][number];

function row(name: string, changes: Partial<Named> = {}): Named {
  return {
    ...{ name, node: "thanos", family: "database", aliases: [], volumes: [], secrets: [] },
    ...{ replicas: { count: 1 }, image: { software: "redis" } },
    ...changes,
  };
}

const volumes = (...names: string[]) => ({ volumes: names.map((name) => ({ name })) });
const count = (instances: number) => ({ replicas: { count: instances } });
const other = { image: { software: "kafka" } };

describe("takes", () => {
  it.each<[string, Named[]]>([
    ["nothing", []],
    ["names that differ", [row("a"), row("b")]],
    ["one name on two nodes", [row("a"), row("a", { node: "oracle1" })]],
    ["a name as its own alias, and an alias twice", [row("a-b", { aliases: ["A B", "c", "C"] })]],
    [
      "an alias for all members of a cluster",
      [row("a-1", { aliases: ["a"] }), row("a-2", { aliases: ["A"] })],
    ],
    ["a container and another's volume of one name", [row("a-data"), row("a", volumes("data"))]],
    ["volumes of one name in two services", [row("a", volumes("x")), row("b", volumes("x"))]],
    [
      "volumes called secrets and vault, where there are none",
      [row("a", volumes("secrets", "vault"))],
    ],
    ["a second row by the name of an instance that is not there", [row("a"), row("a-2")]],
    ["room for the first instance alone", [row("a".repeat(63))]],
    ["room for nine instances", [row("a".repeat(61), count(9))]],
    ["no instance, which another rule refuses", [row("a".repeat(63), count(0))]],
  ])("%s", (_what, services) => {
    expect(nameFaults(services)).toEqual([]);
  });
});

describe("refuses", () => {
  const taken = (at: string, what: string, by = "a", family = "database") =>
    `thanos/${at}: must be unique on thanos, the ${what} is that of ${by} too; ` +
    `rename one of them in src/catalog/${family}.ts`;

  it.each<[string, Named[], string[]]>([
    ["a row twice", [row("a"), row("a")], [taken("a/name", "name a", "another one of it")]],
    [
      "a row three times, once for each that is too many",
      [row("a"), row("a"), row("a")],
      [1, 2].map(() => taken("a/name", "name a", "another one of it")),
    ],
    [
      "a name that people take for another",
      [row("a-b-c"), row("A_b c", { family: "queue" })],
      [taken("A_b c/name", "name a-b-c", "a-b-c", "queue")],
    ],
    [
      "an alias that is the name of another, also of the same product",
      [row("a"), row("b", { aliases: ["c", "A"] })],
      [taken("b/aliases/1", "name a")],
    ],
    [
      "a name that is the alias of another, also of the same product",
      [row("a", { aliases: ["b"] }), row("b")],
      [taken("b/name", "name b")],
    ],
    [
      "an alias of two products",
      [row("a", { aliases: ["x"] }), row("b", { aliases: ["x"], ...other })],
      [taken("b/aliases/0", "name x")],
    ],
    [
      "an alias of two services for a name, each beside the first",
      [row("x"), row("a", { aliases: ["x"] }), row("b", { aliases: ["x"] })],
      ["a", "b"].map((name) => taken(`${name}/aliases/0`, "name x", "x")),
    ],
    [
      "the container of a second instance",
      [row("a", count(2)), row("a-2")],
      [taken("a-2/name", "container a_2")],
    ],
    [
      "an instance whose container another service has",
      [row("a-3"), row("a", count(3))],
      [taken("a/name", "container a_3", "a-3")],
    ],
    [
      "a volume that is another service's",
      [row("a", volumes("b-c")), row("a-b", volumes("x", "c"))],
      [taken("a-b/volumes/1/name", "volume a_b_c")],
    ],
    [
      "a volume that is one of its own second instance",
      [row("a", { ...count(2), ...volumes("2-b", "b") })],
      [taken("a/volumes/1/name", "volume a_2_b", "another one of it")],
    ],
    [
      "the volume of its secret files as one of its own",
      [row("a", { ...volumes("secrets"), secrets: [{}] })],
      [taken("a/secrets", "volume a_secrets", "another one of it")],
    ],
    [
      "the volume of a handover as another service's",
      [row("a", volumes("b-vault")), row("a-b", { vault: {} })],
      [taken("a-b/vault", "volume a_b_vault")],
    ],
    [
      "all that a row has in common with another, in one line",
      [
        row("a", { aliases: ["x"], ...volumes("d") }),
        row("a", { aliases: ["x"], ...volumes("d") }),
      ],
      [taken("a/name", "name a", "another one of it")],
    ],
    [
      "a host name without room for two digits",
      [row("a".repeat(61), count(10))],
      [
        `thanos/${"a".repeat(61)}/name: must leave room for its instances' host names of at most 63 ` +
          `characters, got ${"a".repeat(61)}-10; set it in src/catalog/database.ts`,
      ],
    ],
    [
      "a host name of its only instance",
      [row("a".repeat(64))],
      [
        `thanos/${"a".repeat(64)}/name: must leave room for its instances' host names of at most 63 ` +
          `characters, got ${"a".repeat(64)}; set it in src/catalog/database.ts`,
      ],
    ],
  ])("%s", (_what, services, says) => {
    expect(formatFaults(nameFaults(services)).split("\n")).toEqual(says);
  });

  it("more instances than anybody may have, without counting them", () => {
    const services = [row("a", { ...other, ...count(2 ** 40) }), row("a-1000"), row("a-1001")];
    expect(formatFaults(nameFaults(services))).toBe(taken("a-1000/name", "container a_1000"));
  });
});

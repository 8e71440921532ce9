/** The names that the five original documents use: docs/provenance.md says where. */
import { describe, expect, it } from "@jest/globals";
import inventory from "../../test/data/inventory.json" with { type: "json" };
import { catalog } from "./index.ts";
import { nodes } from "./nodes.ts";

const known = new Set([
  ...catalog.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
  ...Object.values(nodes).flatMap(({ hostLevel }) => hostLevel.map(({ name }) => name)),
]);

describe.each(Object.entries(inventory))("%s", (_node, names) => {
  it.each(names)("has %s as a row, an alias or a fact of a node", (name) => {
    expect(known).toContain(name);
  });
});

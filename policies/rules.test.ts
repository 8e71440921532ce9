/** A rule that is in no pack refuses nothing. */
import { expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import path from "node:path";
import { packs } from "./rules.ts";

it.each(Object.entries(packs))("has a rule for each tested file of %s", (pack, rules) => {
  const files = readdirSync(path.join(import.meta.dirname, pack));
  const tested = files.filter(
    (file) => file.endsWith(".ts") && files.includes(file.replace(/[.]ts$/, ".test.ts")),
  );
  const names = tested.map((file) => file.replace(/[.]ts$/, ""));
  expect(rules.map(({ name }) => name)).toEqual(names.filter((name) => name !== "cis").sort());
});

it("has a pack for each folder but kit", () => {
  const entries = readdirSync(import.meta.dirname, { withFileTypes: true });
  const folders = entries.filter((one) => one.isDirectory()).map(({ name }) => name);
  expect([...Object.keys(packs), "kit"].sort()).toEqual(folders.sort());
});

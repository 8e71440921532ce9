import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import inventory from "../../test/data/inventory.json" with { type: "json" };
import { servicesPage } from "./services-page.ts";

it("is what docs/services.md holds; npx bev docs writes it", () => {
  expect(readFileSync("docs/services.md", "utf8")).toBe(servicesPage());
});

it("names all 125 rows of the documents", () => {
  const page = servicesPage();
  expect(
    Object.values(inventory)
      .flat()
      .filter((name) => !page.includes(name)),
  ).toEqual([]);
});

it("is one table row for each service, with as many cells as the head", () => {
  const rows = servicesPage()
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(new Set(rows.map((row) => row.split(" | ").length))).toEqual(new Set([9]));
});

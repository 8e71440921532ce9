import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { softwareOf } from "../../src/software/index.ts";
import { unmeasured } from "../../src/software/prometheus/objectives.ts";
import { ruleSets } from "../../src/software/prometheus/rules.ts";
import { objectivesPage } from "./objectives-page.ts";

it("is what docs/objectives.md holds; npx bev docs writes it", () => {
  expect(readFileSync("docs/objectives.md", "utf8")).toBe(objectivesPage());
});

it("names alerts that there are", () => {
  const services = catalog.map((row) => resolveService(row));
  const sets = Object.values(ruleSets({ services, others: [], softwareOf }));
  const known = sets.flatMap(({ alerts }) => alerts.map(({ name }) => name));
  const named = unmeasured.flatMap(({ because }) => because.match(/\b[A-Z][a-z]+[A-Z]\w+/g) ?? []);
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

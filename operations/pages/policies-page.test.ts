import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { rules } from "../../policies/rules.ts";
import { policiesPage } from "./policies-page.ts";

it("is what docs/policies.md holds; npx bev docs writes it", () => {
  expect(readFileSync("docs/policies.md", "utf8")).toBe(policiesPage());
});

it("has a heading for each rule, where the rule's link points", () => {
  const headings = policiesPage().match(/^### .*$/gm);
  expect(headings).toEqual(rules.map(({ name }) => `### ${name}`));
});

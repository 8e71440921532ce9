import { expect, it } from "@jest/globals";
import { catalog } from "../src/catalog/index.ts";
import { exceptionsIn, MOST_WAIVERS } from "./kit/waivers.ts";
import { rules } from "./rules.ts";
import { waivers } from "./waivers.ts";

it("except services of the catalogue from rules that there are", () => {
  const services = catalog.map(({ node, name }) => `${node}/${name}`);
  const names = rules.map(({ name }) => name);
  expect(waivers.filter(({ service }) => !services.includes(service))).toEqual([]);
  expect(waivers.filter(({ rule }) => !names.includes(rule))).toEqual([]);
  expect(exceptionsIn(waivers).length).toBeLessThanOrEqual(MOST_WAIVERS);
});

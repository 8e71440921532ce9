import { expect, it } from "@jest/globals";
import { rules } from "../rules.ts";
import { cisChecks } from "./cis.ts";

it("decides all 32 checks, each once", () => {
  const numbers = Array.from({ length: 32 }, (_, index) => `5.${String(index + 1)}`);
  expect(cisChecks.map(({ number }) => number)).toEqual(numbers);
});

it("names for each check a rule that carries its number, or says that only the host knows", () => {
  for (const { number, rule, decidedBy, remark } of cisChecks) {
    const found = rules.find(({ name }) => name === rule);
    if (decidedBy === "host")
      expect([number, rule, remark]).toEqual([number, undefined, expect.any(String)]);
    else expect([number, found?.tags]).toEqual([number, expect.arrayContaining([`cis-${number}`])]);
  }
});

it("has no rule with the number of a check that another one decides", () => {
  const strays = rules.flatMap(({ name, tags }) =>
    tags
      .filter((tag) => tag.startsWith("cis-5."))
      .filter((tag) => !cisChecks.some(({ number }) => tag === `cis-${number}`))
      .map((tag) => [name, tag]),
  );
  expect(strays).toEqual([]);
});

/** A rule that is in no pack refuses nothing. */
import { expect, it } from "@jest/globals";
import { readdirSync } from "node:fs";
import path from "node:path";
import type { Rule } from "./kit/rule.ts";
import { packs } from "./rules.ts";

async function rulesIn(pack: string): Promise<string[]> {
  const directory = path.join(import.meta.dirname, pack);
  const files = readdirSync(directory).filter((name) => /(?<![.]test)[.]ts$/.test(name));
  const exported = await Promise.all(
    files.map(async (file): Promise<unknown[]> => {
      const module = (await import(path.join(directory, file))) as Record<string, unknown>;
      return Object.values(module);
    }),
  );
  return exported
    .flat()
    .filter(isRule)
    .map(({ name }) => name);
}

function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && ("judge" in value || "judgeStack" in value);
}

it.each(Object.entries(packs))("has every rule file of %s in its pack", async (pack, rules) => {
  expect((await rulesIn(pack)).sort()).toEqual(rules.map(({ name }) => name).sort());
});

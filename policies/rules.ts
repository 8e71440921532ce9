/** Every rule of every pack: a pack is a folder, and its rules are what the files in it export. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { isRule } from "./kit/rule.ts";
import type { Rule } from "./kit/rule.ts";

/** In the order of docs/policies.md. */
const PACKS = ["placement", "capacity", "hardening", "network", "secrets", "vault"];

export const packs: Readonly<Record<string, readonly Rule[]>> = Object.fromEntries(
  await Promise.all(PACKS.map(async (pack) => [pack, await rulesIn(pack)] as const)),
);

export const rules: readonly Rule[] = Object.values(packs).flat();

async function rulesIn(pack: string): Promise<Rule[]> {
  const files = readdirSync(path.join(import.meta.dirname, pack));
  const modules = await Promise.all(
    files
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .sort()
      .map(async (file) => (await import(`./${pack}/${file}`)) as Record<string, unknown>),
  );
  return modules.flatMap((module) => Object.values(module)).filter(isRule);
}

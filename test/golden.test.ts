/**
 * What each node registers, as files: a refactoring changes none of them, a change of behaviour shows
 * how far it reaches. `npm run golden` rewrites them; this test never does.
 */
import { expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { catalog } from "../src/catalog/index.ts";
import { nodeNames } from "../src/catalog/nodes.ts";
import { sha256 } from "../src/lib/hash.ts";
import { deployStack } from "../src/nodes/stack.ts";
import { record, settled } from "./kit/mocks.ts";
import type { Registration } from "./kit/mocks.ts";
import { trackedConfig } from "./kit/stack-config.ts";

const directory = path.join(import.meta.dirname, "golden");
const update = process.env["BEV_UPDATE_GOLDEN"] === "1";
const stacks = { oracle1: {}, thanos: {}, starlord: {} };

it.each(nodeNames)("registers for %s what its golden file says", async (stack) => {
  const { result, registrations } = await record(() => deployStack(stack, trackedConfig(stack)), {
    stack,
    stacks,
  });
  const resources = registrations.map(normalized).sort(byId);
  const contract = await settled(result.contract);
  compare(`${stack}.yaml`, stringify({ contract, resources }, { lineWidth: 100 }));
  expect(result.references).not.toEqual({});
});

it("registers for an enabled edge region what its golden file says", async () => {
  const stack = "edge-us-east";
  const names = catalog.filter(({ node }) => node === stack).map(({ name }) => name);
  const services = Object.fromEntries(names.map((name) => [name, { enabled: true }]));
  const config = { ...trackedConfig("starlord"), services };
  const { registrations } = await record(() => deployStack(stack, config), { stack, stacks });
  const resources = registrations.map(normalized).sort(byId);
  compare(`${stack}.yaml`, stringify({ resources }, { lineWidth: 100 }));
});

function compare(file: string, content: string): void {
  const golden = path.join(directory, file);
  if (update) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(golden, content);
  }
  expect(existsSync(golden) ? readFileSync(golden, "utf8") : "absent").toBe(content);
}

/** Without what is the default, and with long texts as their hash. */
function normalized({ type, name, inputs, ...options }: Registration): object {
  const set = Object.entries({ ...options, provider: undefined }).filter(
    ([, value]) =>
      value !== false && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  const shown = Object.entries(inputs).map(([key, value]): [string, unknown] => [
    key,
    key === "interpreter" || key === "stdin" ? `sha256 ${shortHash(value)}` : value,
  ]);
  return { id: `${type}::${name}`, ...Object.fromEntries(set), inputs: Object.fromEntries(shown) };
}

function shortHash(value: unknown): string {
  return sha256(JSON.stringify(value)).slice(0, 12);
}

function byId(a: object, b: object): number {
  return (a as { id: string }).id < (b as { id: string }).id ? -1 : 1;
}

/**
 * What each node registers, as files that people read: a refactoring changes none of them, a change of
 * behaviour shows how far it reaches. `npm run golden` rewrites them; this test never does.
 */
import { describe, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { catalog } from "../src/catalog/index.ts";
import { resolveService } from "../src/catalog/resolve.ts";
import { deployStack } from "../src/stack/stack.ts";
import { tailnetPolicy } from "../src/access/tailnet/policy.ts";
import { sha256 } from "../src/lib/hash.ts";
import { backupOf } from "../src/software/backups.ts";
import { askedPurposes, softwareOf } from "../src/software/index.ts";
import { policyText } from "../src/access/tailnet/text.ts";
import { shownOf } from "./kit/golden.ts";
import { record, settled } from "./kit/mocks.ts";
import { trackedConfig } from "./kit/stack-config.ts";

const directory = path.join(import.meta.dirname, "golden");
const update = process.env["BEV_UPDATE_GOLDEN"] === "1";
/** What the policies know the program's scripts by. */
const SCRIPT_HASHES = "../../policies/hardening/scripts.json";
/** Written by other tests. */
const OTHERS = "review";

const { nodes, goldens } = await collect();
if (update) rewrite();

it.each([...goldens])("has %s as its golden file says", (file, content) => {
  const golden = path.join(directory, file);
  expect(existsSync(golden) ? readFileSync(golden, "utf8") : "absent").toBe(content);
});

describe("the golden file of a node", () => {
  it.each([...nodes])(
    "of %s names each text that it leaves out, and the text has a file",
    (_, yaml) => {
      const named = [...yaml.matchAll(/<((?:config|data|scripts)\/[^>]+)>/g)].map(
        ([, file]) => file,
      );
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((file) => !goldens.has(file ?? ""))).toEqual([]);
    },
  );

  it.each([...nodes])("of %s has no hash and no encoded text", (_, yaml) => {
    expect(yaml.match(/\b[0-9a-f]{12,}\b|SCRAM-SHA-256\S+|[A-Za-z0-9+/]{60,}={0,2}/g)).toBeNull();
  });
});

it("leaves no golden file that nothing has", () => {
  expect(filesBelow(directory).filter((file) => !goldens.has(file))).toEqual([]);
});

/** Each node after those that it relies on, and told what they publish. */
async function collect() {
  const nodes = new Map<string, string>();
  const texts = new Map<string, string>();
  const stacks: Record<string, Record<string, unknown>> = { oracle1: {}, thanos: {}, starlord: {} };
  for (const stack of ["oracle1", "thanos", "starlord"]) await node(stack, trackedConfig(stack));
  const enabled = catalog.filter(({ node }) => node === "edge-us-east").map(({ name }) => name);
  const services = Object.fromEntries(enabled.map((name) => [name, { enabled: true }]));
  await node("edge-us-east", { ...trackedConfig("starlord"), services });
  const goldens = new Map([
    ...[...nodes, ...texts],
    ["tailnet/policy.hujson", tailnet()] as const,
    [SCRIPT_HASHES, hashesOf(texts)] as const,
    ...backups(),
  ]);
  return { nodes, goldens };

  async function node(stack: string, config: ReturnType<typeof trackedConfig>): Promise<void> {
    const { result, registrations } = await record(() => deployStack(stack, config), {
      stack,
      stacks,
    });
    const shown = await shownOf(stack, registrations);
    const contract = await settled(result.contract);
    stacks[stack] = { contract };
    const { references } = result;
    const content = { contract: shown.withNames(contract), references, resources: shown.resources };
    nodes.set(
      `${stack}.yaml`,
      stringify(content, { lineWidth: 100, aliasDuplicateObjects: false }),
    );
    for (const [file, text] of shown.texts) {
      expect([file, texts.get(file) ?? text]).toEqual([file, text]);
      texts.set(file, text);
    }
  }
}

function hashesOf(texts: ReadonlyMap<string, string>): string {
  const hashes = [...texts].flatMap(([file, text]) =>
    file.startsWith("scripts/") ? [[path.basename(file), sha256(text)] as const] : [],
  );
  return `${JSON.stringify(Object.fromEntries(hashes.sort()), null, 2)}\n`;
}

/** Of services whose software does not run here: nothing else shows what their scripts become. */
function backups(): [file: string, text: string][] {
  const services = catalog.map((row) => resolveService(row));
  const names = ["consul", "influxdb", "qdrant-primary", "weaviate", "elasticsearch"];
  return services
    .filter(({ name }) => names.includes(name))
    .flatMap((service) => {
      const backup = backupOf(service, softwareOf(service));
      return (["save", "restore", "facts"] as const).map((what): [string, string] => [
        `backups/${service.name}-${what}.sh`,
        backup?.[what]({ service }) ?? "",
      ]);
    });
}

function tailnet(): string {
  const services = catalog.map((row) => resolveService(row));
  return policyText(tailnetPolicy(services, ["operator@bev.invalid"], askedPurposes));
}

function rewrite(): void {
  for (const file of filesBelow(directory)) {
    if (!goldens.has(file)) rmSync(path.join(directory, file));
  }
  for (const [file, content] of goldens) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), content);
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .filter((file) => !file.startsWith(`${OTHERS}${path.sep}`));
}

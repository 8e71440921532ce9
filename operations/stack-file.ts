/** A stack's file, and Pulumi.yaml: what Pulumi hands to the program of them. */
import path from "node:path";
import { bevValue } from "../src/stack/config/parse.ts";
import { fileFault, readTextFile } from "../src/lib/text-file.ts";
import type { TextFile } from "../src/lib/text-file.ts";
import { parseYaml } from "../src/lib/yaml.ts";
import type { YamlFile } from "../src/lib/yaml.ts";

/** By key, such as `bev:node`. */
export type StackSettings = Record<string, unknown>;

/** Stands for what is encrypted in a way that only the production backend can undo. */
const STAND_IN = "(secret of the production backend)";

/** @throws UserError with file, line and fix */
export function readStackFile(file: string): StackSettings {
  return stackSettings(readTextFile(file));
}

/** @throws UserError with file, line and fix */
export function readYamlFile(file: string): YamlFile {
  return parseYaml(readTextFile(file));
}

/** @throws UserError with file, line and fix */
export function stackSettings(file: TextFile): StackSettings {
  const yaml = parseYaml(file);
  const { config = null } = yaml.content;
  if (config !== null && !isMap(config)) {
    const line = yaml.lineOf(["config"]);
    throw fileFault(yaml.name, line, "config: must be a map of keys to values, is not", MEND);
  }
  return Object.fromEntries(Object.entries(config ?? {}).map((entry) => setting(yaml, ...entry)));
}

const MEND = "mend that line";

function setting(yaml: YamlFile, key: string, value: unknown): [string, unknown] {
  const line = yaml.lineOf(["config", key]);
  if (!key.includes(":")) {
    const problem = `${key}: must have a namespace before it`;
    throw fileFault(yaml.name, line, problem, `write bev:${key}, or the namespace that it is of`);
  }
  // The longer form is an older one of the same.
  const name = key.replace(/^([^:]+):config:/, "$1:");
  if (!name.startsWith("bev:")) return [name, withStandIns(value)];
  const below = pathOfSecret(value);
  if (below) throw secretFault(yaml, key, below);
  return [name, bevValue(value)];
}

function secretFault({ name, lineOf }: YamlFile, key: string, below: readonly string[]) {
  const place = key + below.map((one) => (/^\d+$/.test(one) ? `[${one}]` : `.${one}`)).join("");
  const problem =
    `${place}: must be readable without the passphrase of the backend, is encrypted; ` +
    "no key of bev is a secret";
  const flag = below.length > 0 ? "--path " : "";
  const [, stack = "<stack>"] = /^Pulumi\.(.+)\.yaml$/.exec(path.basename(name)) ?? [];
  const fix = `run pulumi config set --plaintext ${flag}'${place}' <value> --stack ${stack}`;
  return fileFault(name, lineOf(["config", key, ...below]), problem, fix);
}

/** Where the first encrypted value is below this one. */
function pathOfSecret(value: unknown): string[] | undefined {
  if (isEncrypted(value)) return [];
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const below = pathOfSecret(member);
    if (below) return [key, ...below];
  }
  return undefined;
}

function withStandIns(value: unknown): unknown {
  if (isEncrypted(value)) return STAND_IN;
  if (Array.isArray(value)) return value.map(withStandIns);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withStandIns(one)]));
}

/** The form of Pulumi's own: a service may be called so too. */
function isEncrypted(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value["secure"] === "string";
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Writes into a stack file which secrets people gave: that line changes, comments and order stay. */
import { statSync } from "node:fs";
import { isMap, isScalar, parseDocument } from "yaml";
import type { Node, Pair, YAMLMap } from "yaml";
import { fileFault, readTextFile } from "../../src/lib/text-file.ts";
import { stackSettings } from "../stack-file.ts";
import type { StackSettings } from "../stack-file.ts";
import { writeWhole } from "../whole-file.ts";

const KEY = "bev:secrets";

/**
 * @param version undefined takes the name away
 * @throws UserError where the file is not as a stack file must be
 */
export function writeVersion(file: string, id: string, version: number | undefined): void {
  const changed = edited(file, id, version);
  if (changed !== readTextFile(file).text) writeWhole(file, changed, { mode: statSync(file).mode });
}

/**
 * For before a value goes to Vault: its version must be able to go into the file.
 * @throws UserError like `writeVersion`
 */
export function requireEditable(file: string, id: string): void {
  edited(file, id, 1);
}

function edited(file: string, id: string, version: number | undefined): string {
  const { name, text } = readTextFile(file);
  stackSettings({ name, text });
  const changed = withVersion(text, id, version);
  if (changed === undefined || !says(stackSettings({ name, text: changed }), id, version)) {
    const problem = `${KEY}: must be a map with a name and a version on each line, is not`;
    throw fileFault(name, undefined, problem, "write it so");
  }
  return changed;
}

function says(settings: StackSettings, id: string, version: number | undefined): boolean {
  return ((settings[KEY] ?? {}) as Record<string, unknown>)[id] === version;
}

/** Undefined where the file has something else there. */
export function withVersion(
  text: string,
  id: string,
  version: number | undefined,
): string | undefined {
  const document = parseDocument(text);
  const config = document.get("config", true);
  const secrets = document.getIn(["config", KEY], true);
  if (!isBlock(config)) return undefined;
  const line = `${id}: ${String(version)}`;
  const indent = columnOf(text, config.items[0]);
  if (secrets === undefined) {
    if (version === undefined) return text;
    return inserted(text, config, [`${indent}${KEY}:`, `${indent}  ${line}`]);
  }
  if (!isBlock(secrets)) {
    if (!isMap(secrets) || secrets.items.length > 0) return undefined;
    return version === undefined ? text : replaced(text, secrets, `\n${indent}  ${line}`);
  }
  const pair = pairOf(secrets, id);
  if (!pair) {
    if (version === undefined) return text;
    return inserted(text, secrets, [columnOf(text, secrets.items[0]) + line]);
  }
  if (version !== undefined) return replaced(text, pair.value as Node, String(version));
  return removed(text, secrets.items.length > 1 ? pair : (pairOf(config, KEY) as Pair));
}

function isBlock(node: unknown): node is YAMLMap {
  return isMap(node) && node.flow !== true && node.items.length > 0;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function startOf(pair: Pair | undefined): number {
  return (pair?.key as Node | undefined)?.range?.[0] ?? 0;
}

/** The blanks before a key. */
function columnOf(text: string, pair: Pair | undefined): string {
  const start = startOf(pair);
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
}

/** The begin of the line after a value. */
function endOf(text: string, value: unknown): number {
  const end = (value as Node).range?.[1] ?? text.length;
  if (text[end - 1] === "\n") return end;
  const next = text.indexOf("\n", end);
  return next < 0 ? text.length : next + 1;
}

function inserted(text: string, map: YAMLMap, lines: readonly string[]): string {
  const at = endOf(text, map.items.at(-1)?.value);
  const head = text.slice(0, at);
  const separator = head.endsWith("\n") ? "" : "\n";
  return `${head}${separator}${lines.join("\n")}\n${text.slice(at)}`;
}

function replaced(text: string, { range }: Node, by: string): string {
  const [start = 0, end = 0] = range ?? [];
  const head = by.startsWith("\n") ? text.slice(0, start).trimEnd() : text.slice(0, start);
  return head + by + text.slice(end);
}

function removed(text: string, pair: Pair): string {
  const start = text.lastIndexOf("\n", startOf(pair) - 1) + 1;
  return text.slice(0, start) + text.slice(endOf(text, pair.value));
}

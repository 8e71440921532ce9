/** Another row, image or node for one run of `bev` or Pulumi, without touching the sources. */
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Machine } from "../../policies/kit/site.ts";
import type { NodeSpec } from "../../src/catalog/nodes.ts";
import type { ServiceSpec } from "../../src/catalog/types.ts";
import { root } from "./engine.ts";

/** Patches in the form of RFC 7396, by name: objects are merged, null removes, all else replaces. */
export interface Changes {
  rows?: Record<string, object>;
  /** Rows that the catalogue does not have. */
  added?: readonly ServiceSpec[];
  images?: Record<string, object>;
  nodes?: Record<string, object>;
  /** Rows that the node table does not have, and what the packs' table says of their machines. */
  newNodes?: Record<string, NodeSpec>;
  machines?: Record<string, Machine>;
  /** What every container gets: how it is checked, and how much of its log is kept. */
  defaults?: { healthCheck?: object; containerLog?: object };
  /** A last line of each rendered file, by service. */
  lastLines?: Record<string, string>;
}

const preload = pathToFileURL(path.join(import.meta.dirname, "changed-data.mjs")).href;

/** The environment in which the program of `directory` sees `changes`. */
export function withChanges(changes: Changes, directory = root): Record<string, string> {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "bev-changes-")), "changes.json");
  writeFileSync(file, JSON.stringify({ root: directory, ...changes }));
  return { BEV_TEST_CHANGES: file, NODE_OPTIONS: `--import=${preload}` };
}

/** All changes as one. Where two change the same value, the later one counts. */
export function combined(...all: readonly Changes[]): Changes {
  return all.reduce((first, second) => mergeObjects(first, second), {});
}

function mergeObjects<T extends object>(first: T, second: T): T {
  const result = { ...first } as Record<string, unknown>;
  for (const [key, value] of Object.entries(second) as [string, unknown][]) {
    const former = result[key];
    result[key] = isObject(former) && isObject(value) ? mergeObjects(former, value) : value;
  }
  return result as T;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

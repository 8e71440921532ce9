/** Lines of services: the store's, and the Engines' own where the store has none or does not answer. */
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { catalog } from "../../src/catalog/index.ts";
import { isNode } from "../../src/catalog/nodes.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import type { Monitor } from "../nodes/monitor.ts";
import { engineLines, followEngine } from "./engine.ts";
import { inOrder, sourceName } from "./line.ts";
import type { LogLine, LogQuery, Source } from "./line.ts";
import { followStored, STORE_NODE, storedLines, storedSources, storeOf } from "./store.ts";

/** By node, as it was deployed there. */
export type Configs = ReadonlyMap<string, StackConfig>;

/** Whose lines come from where. */
export interface Origins {
  stored: Source[];
  kept: Source[];
  /** Why the Engines are asked. */
  why: string;
}

/**
 * The services of these names, on each node that has one.
 * @throws UserError for a name that is no service's, or of none on the node
 */
export function sourcesOf(names: readonly string[], node: string | undefined): Source[] {
  const rows = catalog.filter((row) => isNode(row.node));
  const there = rows.filter((row) => node === undefined || row.node === node);
  for (const name of names) {
    if (there.some((row) => row.name === name)) continue;
    const where = node === undefined ? "the platform's" : `those of ${node}`;
    throw new UserError(
      `service: must be one of ${where}, got ${shown(name)}; docs/services.md lists them`,
    );
  }
  return there
    .filter(({ name }) => names.includes(name))
    .map((row) => ({ node: row.node, service: row.name }));
}

/** The nodes whose configuration is needed. */
export function nodesOf(sources: readonly Source[]): string[] {
  return [...new Set([STORE_NODE, ...sources.map(({ node }) => node)])];
}

/** Whether the store has lines of a service is asked without the text that they must hold. */
export async function originsOf(configs: Configs, query: LogQuery): Promise<Origins> {
  const { sources } = query;
  try {
    const known = (await storedSources(storeIn(configs), query)).map(sourceName);
    const isStored = (source: Source) => known.includes(sourceName(source));
    return {
      stored: sources.filter(isStored),
      kept: sources.filter((source) => !isStored(source)),
      why: "the store has no lines of that time",
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { stored: [], kept: [...sources], why: error.message };
  }
}

/** @throws UserError where one that is asked does not answer */
export async function findLines(
  configs: Configs,
  query: LogQuery,
  { stored, kept }: Origins,
): Promise<LogLine[]> {
  const found = await Promise.all([
    ...(stored.length > 0 ? [storedLines(storeIn(configs), { ...query, sources: stored })] : []),
    ...kept.map((source) => engineLines(hostOf(configs, source), source, query)),
  ]);
  return inOrder(found.flat());
}

/**
 * First those of the time before now; ends where all that is followed does.
 * @throws UserError where something that is followed stops answering
 */
export async function followLines(
  configs: Configs,
  query: LogQuery,
  { stored, kept }: Origins,
  onLine: (line: LogLine) => void,
): Promise<void> {
  await Promise.all([
    ...(stored.length > 0
      ? [followStored(storeIn(configs), { ...query, sources: stored }, onLine)]
      : []),
    ...kept.map((source) => followEngine(hostOf(configs, source), source, query, onLine)),
  ]);
}

function storeIn(configs: Configs): Monitor {
  return storeOf(configOf(configs, STORE_NODE));
}

function configOf(configs: Configs, node: string): StackConfig {
  const config = configs.get(node);
  if (!config) throw new Error(`${node}: has no configuration`);
  return config;
}

function hostOf(configs: Configs, { node }: Source): string {
  return configOf(configs, node).node.host;
}

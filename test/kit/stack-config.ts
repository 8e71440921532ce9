/** A node's configuration as its tracked stack file has it. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { stackFile } from "../../src/lib/paths.ts";
import { isNode } from "../../src/catalog/nodes.ts";
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import type { Service } from "../../src/catalog/resolve.ts";
import { parseConfig } from "../../src/stack/config/parse.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";

export function trackedConfig(stack: string): StackConfig {
  const { config } = parse(readFileSync(stackFile(stack), "utf8")) as {
    config: Record<string, unknown>;
  };
  const raw = Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith("bev:") ? [[key.slice(4), value]] : [],
    ),
  );
  const parsed = parseConfig(raw, stack);
  if ("config" in parsed) return parsed.config;
  throw new Error(`Pulumi.${stack}.yaml has faults`);
}

/** Every row of all stacks, with the choices of the tracked stack files. */
export function trackedServices(): Service[] {
  return catalog.map((row) =>
    resolveService(row, isNode(row.node) ? trackedConfig(row.node).services[row.name] : undefined),
  );
}

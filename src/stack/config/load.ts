/** The one reader of Pulumi's configuration. */
import { allConfig } from "@pulumi/pulumi/runtime/config.js";
import { RunError } from "@pulumi/pulumi/errors.js";
import { formatFaults } from "../../lib/faults.ts";
import { bevValue, parseConfig } from "./parse.ts";
import type { StackConfig } from "./schema.ts";

const NAMESPACE = "bev:";

/** @throws RunError with one line for each fault */
export function loadConfig(stack: string): StackConfig {
  const raw: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(allConfig())) {
    if (key.startsWith(NAMESPACE)) raw[key.slice(NAMESPACE.length)] = bevValue(value);
  }
  const result = parseConfig(raw, stack);
  if ("config" in result) return result.config;
  throw new RunError(formatFaults(result.faults));
}

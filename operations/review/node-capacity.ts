/** Reads the capacity of a node's machine from its tracked stack file. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Amounts } from "../../src/rules/capacity.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { fileAt } from "./checkout.ts";

/** Before and after; a node that the base did not have counts as unchanged. */
export async function nodeCapacity(
  stack: string,
  commit: string,
): Promise<{ before: Amounts; after: Amounts }> {
  const file = path.basename(stackFile(stack));
  const after = capacityIn(readFileSync(stackFile(stack), "utf8"));
  const base = await fileAt(commit, file);
  return { before: base === undefined ? after : capacityIn(base), after };
}

interface StackFile {
  config?: {
    "bev:node"?: { capacity?: { memoryMebibytes?: number; cores?: number; gpuUnits?: number } };
  };
}

/** Nothing where the file has a fault, which the program itself reports. */
function capacityIn(content: string): Amounts {
  const file = parse(content) as StackFile | null;
  const {
    memoryMebibytes: memory = 0,
    cores: cpu = 0,
    gpuUnits: gpu = 0,
  } = file?.config?.["bev:node"]?.capacity ?? {};
  return { memory, cpu, gpu };
}

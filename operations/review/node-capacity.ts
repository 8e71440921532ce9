/** Reads the capacity of a node's machine from its tracked stack file. */
import path from "node:path";
import type { Amounts } from "../../src/rules/capacity.ts";
import { UserError } from "../../src/lib/error.ts";
import { stackFile } from "../../src/lib/paths.ts";
import { readTextFile, textFile } from "../../src/lib/text-file.ts";
import { stackSettings } from "../stack-file.ts";
import type { StackSettings } from "../stack-file.ts";
import { fileAt } from "./checkout.ts";

/** Before and after; a node that the base did not have counts as unchanged. */
export async function nodeCapacity(
  stack: string,
  commit: string,
): Promise<{ before: Amounts; after: Amounts }> {
  const file = path.basename(stackFile(stack));
  const after = capacityIn(stackSettings(readTextFile(stackFile(stack))));
  const base = await fileAt(commit, file);
  return { before: base === undefined ? after : capacityIn(settingsOfBase(file, base)), after };
}

interface Node {
  capacity?: { memoryMebibytes?: number; cores?: number; gpuUnits?: number };
}

/** Nothing where the base has a fault: it is the change that is reviewed. */
function settingsOfBase(file: string, content: string): StackSettings {
  try {
    return stackSettings(textFile(file, content));
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

function capacityIn({ "bev:node": node }: StackSettings): Amounts {
  const { memoryMebibytes, cores, gpuUnits } = (node as Node | undefined)?.capacity ?? {};
  return { memory: memoryMebibytes ?? 0, cpu: cores ?? 0, gpu: gpuUnits ?? 0 };
}

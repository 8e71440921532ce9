/** Where things may run. */
import type { Rule } from "../kit/rule.ts";
import { containerGpuOnGpuNode } from "./container-gpu-on-gpu-node.ts";

export const placement: readonly Rule[] = [containerGpuOnGpuNode];

/** The pack `placement`: where services may run. */
import type { Rule } from "../kit/rule.ts";
import { componentGpuOnGpuNode } from "./component-gpu-on-gpu-node.ts";
import { configurationWithoutStarlord } from "./configuration-without-starlord.ts";
import { containerGpuOnGpuNode } from "./container-gpu-on-gpu-node.ts";
import { containerWithoutStarlord } from "./container-without-starlord.ts";
import { familyOnItsNode } from "./family-on-its-node.ts";
import { imageBuiltForNode } from "./image-built-for-node.ts";
import { instancesWithinBounds } from "./instances-within-bounds.ts";
import { knownResourceType } from "./known-resource-type.ts";
import { resourceOnOwnEngine } from "./resource-on-own-engine.ts";
import { stackWithoutStarlord } from "./stack-without-starlord.ts";

export const placement: readonly Rule[] = [
  componentGpuOnGpuNode,
  configurationWithoutStarlord,
  containerGpuOnGpuNode,
  containerWithoutStarlord,
  familyOnItsNode,
  imageBuiltForNode,
  instancesWithinBounds,
  knownResourceType,
  resourceOnOwnEngine,
  stackWithoutStarlord,
];

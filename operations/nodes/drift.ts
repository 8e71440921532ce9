/** Compares one stack's containers with its configuration. */
import { RunError } from "@pulumi/pulumi/errors.js";
import type { StackName } from "../../src/catalog/types.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { planStack } from "../../src/stack/plan.ts";
import { stackDriftOf } from "../../src/container/comparison.ts";
import type { Difference } from "../../src/container/comparison.ts";
import { renderContainers } from "../../src/container/rendered-service.ts";
import { rotationsOf } from "../../src/rules/rotation.ts";
import { findContainers } from "./docker-engine.ts";
import { UserError } from "../../src/lib/error.ts";

export interface DriftLine extends Difference {
  node: string;
  container: string;
}

export interface Comparison {
  stack: string;
  /** How many were expected. */
  containers: number;
  lines: DriftLine[];
  failed: boolean;
  errors: string[];
}

export async function compareStack(stack: string, config: StackConfig): Promise<Comparison> {
  try {
    const plan = planStack(stack as StackName, config);
    const names = renderContainers(plan).map(({ args }) => args.name);
    const found = await findContainers(config.node.host, stack, names);
    // How often a secret was rotated is in no configuration.
    const rotated = rotationsOf(found.map(({ container }) => container.Config.Labels ?? {}));
    const expected = renderContainers({ ...plan, rotated });
    const lines = stackDriftOf(expected, found).map((one) => ({ node: stack, ...one }));
    return { stack, containers: expected.length, lines, failed: false, errors: [] };
  } catch (error) {
    // The one is the Engine's, the other the configuration's.
    if (!(error instanceof UserError || error instanceof RunError)) throw error;
    return { stack, containers: 0, lines: [], failed: true, errors: [error.message] };
  }
}

/** `bev drift`: compares what runs on the Docker Engines with the configuration. */
import { Command } from "commander";
import { compareStack } from "../operations/nodes/drift.ts";
import { compareAndPublish } from "../operations/nodes/publish-drift.ts";
import type { Comparison } from "../operations/nodes/drift.ts";
import { formatTable, reportErrors } from "./report.ts";
import { eachStack } from "../operations/update/each-stack.ts";
import { deployedConfigs, NODES_HELP, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

/** As in Terraform: a difference is neither a failure nor a success. */
const DRIFT_CODE = 2;

interface DriftOptions extends TargetOptions {
  json?: true;
  publish?: true;
}

export function driftCommand(): Command {
  return withTarget(new Command("drift"))
    .description(
      "compare what runs on the nodes (all without a name) with the configuration; exit code " +
        `${String(DRIFT_CODE)} when they differ`,
    )
    .argument("[node...]", NODES_HELP)
    .option("--json", "print the differences as JSON")
    .option("--publish", "leave what is found where Prometheus reads it, for alerts")
    .action(drift);
}

async function drift(nodes: string[], options: DriftOptions): Promise<void> {
  const { json, publish = false, ...where } = options;
  const configs = await deployedConfigs(nodes, where);
  const comparisons = await eachStack(configs, {
    doing: "Comparing",
    done: (stack) => `Compared ${stack}`,
    work: publish ? compareAndPublish : compareStack,
    // Side by side; a node that does not answer takes nothing from the others.
    concurrent: configs.size,
  });
  const lines = comparisons.flatMap((one) => one.lines);

  const text = json ? JSON.stringify(lines, null, 2) : linesText(comparisons);
  if (text) console.log(text);
  if (!reportErrors(comparisons)) process.exitCode = 1;
  else if (lines.length > 0) process.exitCode = DRIFT_CODE;
}

function linesText(comparisons: readonly Comparison[]): string {
  const lines = comparisons.flatMap((one) => one.lines);
  if (lines.length > 0) {
    return formatTable(
      ["node", "container", "field", "expected", "found"],
      lines.map(({ node, container, field, expected, found }) => {
        return [node, container, field, expected, found];
      }),
    );
  }
  return comparisons
    .filter(({ failed }) => !failed)
    .map(
      ({ stack, containers }) => `${stack}: no drift, containers compared: ${String(containers)}`,
    )
    .join("\n");
}

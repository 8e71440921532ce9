/** `bev logs`: lines of services, from the log store or from the Engines. */
import { Command } from "commander";
import { findLines, followLines, nodesOf, originsOf, sourcesOf } from "../operations/logs/logs.ts";
import type { Origins } from "../operations/logs/logs.ts";
import { lineText, sourceName } from "../operations/logs/line.ts";
import type { LogLine, Source } from "../operations/logs/line.ts";
import { millisecondsOf } from "./duration.ts";
import { deployedConfigs, NODES_HELP, withTarget } from "./target.ts";
import type { TargetOptions } from "./target.ts";

interface LogsOptions extends TargetOptions {
  since: string;
  grep?: string;
  follow?: true;
  node?: string;
}

export function logsCommand(): Command {
  return withTarget(new Command("logs"))
    .description("show lines that services have written, the oldest first")
    .argument("<service...>", "such as postgres; docs/services.md lists them")
    .option("--since <time>", "how far back, such as 10m, 2h or 1d", "10m")
    .option("--grep <text>", "only lines that hold it")
    .option("--follow", "go on with new lines until it is interrupted")
    .option("--node <node>", `only of ${NODES_HELP}`)
    .action(show);
}

async function show(services: string[], options: LogsOptions): Promise<void> {
  const { since, grep, follow, node, ...where } = options;
  const sources = sourcesOf(services, node);
  const query = { sources, grep, since: millisecondsOf("--since", since) };
  const configs = await deployedConfigs(nodesOf(sources), where);
  const origins = await originsOf(configs, query);
  for (const line of originLines(origins)) console.error(line);
  if (follow) await followLines(configs, query, origins, print);
  else for (const line of await findLines(configs, query, origins)) print(line);
}

function print(line: LogLine): void {
  console.log(lineText(line));
}

function originLines({ stored, kept, why }: Origins): string[] {
  const names = (sources: readonly Source[]) => sources.map(sourceName).join(", ");
  return [
    ...(stored.length > 0 ? [`from the log store: ${names(stored)}`] : []),
    ...(kept.length > 0 ? [`from the Engine: ${names(kept)}; ${why}`] : []),
  ];
}

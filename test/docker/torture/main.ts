/**
 * `npm run torture -- --kills N [--seed S] [--from K]`: updates of ten services that are killed at
 * random moments, each followed by the documented commands. Ends at the first round that fails.
 */
import { InvalidArgumentError, Command } from "commander";
import os from "node:os";
import { removeAbandoned } from "../../kit/local-program.ts";
import { TEN_SERVICES } from "./changes.ts";
import { newSeed } from "./random.ts";
import { roundText, summaryText } from "./report.ts";
import { Series } from "./round.ts";
import type { RoundResult } from "./round.ts";

interface Options {
  kills: number;
  seed: number;
  from: number;
}

const command = new Command("torture")
  .description("kill updates of ten services at random moments, and see whether they converge")
  .requiredOption("--kills <number>", "how many", natural)
  .option("--seed <number>", "choose as the series of this seed did", natural, newSeed())
  .option("--from <round>", "begin with this round", natural, 1)
  .action(torture);

await command.parseAsync();

async function torture({ kills, seed, from }: Options): Promise<void> {
  const started = performance.now();
  const results: RoundResult[] = [];
  console.log(`seed ${String(seed)}, ${os.hostname()}, ${String(os.cpus().length)} cores`);
  await removeAbandoned();
  const series = new Series(seed, TEN_SERVICES);
  try {
    await series.begin(from);
    for (let round = from; count(results) < kills; round++) {
      const result = await series.kill(round);
      results.push(result);
      const done = count(results);
      console.log(`${String(done)} of ${String(kills)}: ${roundText(result)}`);
      if (result.faults.length > 0) break;
    }
  } finally {
    const faults = await series.end();
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
  }
  console.log(summaryText(results, (performance.now() - started) / 60_000));
  const failed = results.find(({ faults }) => faults.length > 0);
  if (!failed) return;
  console.error(
    `round ${String(failed.round)} failed: ${failed.faults.join("\n")}\nevidence: ${String(failed.evidence)}\n` +
      `again: npm run torture -- --kills 1 --seed ${String(seed)} --from ${String(failed.round)}`,
  );
  process.exitCode = 1;
}

function count(results: readonly RoundResult[]): number {
  return results.filter(({ killed }) => killed).length;
}

function natural(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("must be a whole number from 1 on");
}

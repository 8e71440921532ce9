/** What a series has to say of its rounds. */
import { formatTable } from "../../../cli/report.ts";
import type { RoundResult } from "./round.ts";

export function roundText(result: RoundResult): string {
  const { round, victim, seconds, killed, code, change, left, commands, faults } = result;
  return [
    `${new Date().toISOString().slice(0, 19)} round ${String(round)}`,
    killed
      ? `${victim} after ${seconds.toFixed(1)} s, exit code ${String(code)}`
      : `${victim} had ended, nothing was killed`,
    change.what,
    `left: ${left}`,
    `commands: ${String(commands)}`,
    faults.length === 0 ? "ok" : "FAILED",
  ].join(" | ");
}

/** A line for each victim, and the sums. */
export function summaryText(results: readonly RoundResult[], minutes: number): string {
  const kills = results.filter(({ killed }) => killed);
  const rows = [...Map.groupBy(kills, ({ victim }) => victim)].map(([victim, all]) => [
    victim,
    String(all.length),
    String(all.filter(({ commands }) => commands === 1).length),
    String(all.filter(({ commands }) => commands === 2).length),
    String(all.filter(({ faults }) => faults.length > 0).length),
  ]);
  const faults = results.flatMap((result) => result.faults);
  const [orphans, duplicates, lost] = ["orphan", "duplicate", "lost"].map((kind) =>
    String(faults.filter((fault) => fault.startsWith(kind)).length),
  );
  return [
    formatTable(["killed", "times", "update alone", "repair and update", "failed"], rows),
    `${String(kills.length)} kills in ${minutes.toFixed(0)} minutes; orphans: ${String(orphans)}, ` +
      `duplicates: ${String(duplicates)}, lost volumes: ${String(lost)}`,
  ].join("\n");
}

/** The backups of a node in one line, for `bev status`. */
import { reasonOf } from "../../src/lib/faults.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { agesOf, ageText } from "./ages.ts";
import type { BackupAge } from "./ages.ts";
import { agentsOf, snapshotsOf } from "./agents.ts";
import { IS_OFF, isOff } from "./on-demand.ts";

/** Never fails: where the agent cannot be asked, it says so. Undefined where nothing is saved. */
export async function backupSummary(
  node: string,
  configOf: (node: string) => Promise<StackConfig>,
): Promise<string | undefined> {
  try {
    const [agent] = agentsOf(new Map([[node, await configOf(node)]]));
    if (!agent || agent.saved.length === 0) return undefined;
    if (await isOff(agent)) return IS_OFF;
    return summaryText(agesOf(agent, await snapshotsOf(agent), Date.now()));
  } catch (error) {
    return `not known: ${reasonOf(error).split("\n").at(-1) ?? ""}`;
  }
}

export function summaryText(ages: readonly BackupAge[]): string {
  const late = ages.filter(({ isLate }) => isLate);
  const saved = ages.filter(({ newest }) => newest);
  const oldest = saved.toSorted((one, other) => other.ageSeconds - one.ageSeconds)[0];
  return [
    `${String(ages.length - late.length)} of ${String(ages.length)} services in time`,
    ...(oldest ? [`oldest ${oldest.service}, ${ageText(oldest.ageSeconds)}`] : []),
    ...(late.length > 0 ? [`late or none: ${late.map(({ service }) => service).join(", ")}`] : []),
  ].join("; ");
}

/** How old the newest backup of each service is, against its schedule. */
import { LATE } from "../../src/software/backup/alerts.ts";
import type { Agent, Drill, Snapshot } from "./agents.ts";

export interface BackupAge {
  node: string;
  service: string;
  /** Absent: there is none. */
  newest?: Snapshot;
  count: number;
  ageSeconds: number;
  /** Where BackupTooOld fires too. */
  isLate: boolean;
}

export function agesOf(
  { node, saved, everySeconds }: Pick<Agent, "node" | "saved" | "everySeconds">,
  snapshots: readonly Snapshot[],
  now: number,
): BackupAge[] {
  return saved.map(({ service }) => {
    const own = newestFirst(snapshots, service);
    const [newest] = own;
    const ageSeconds = newest ? (now - Date.parse(newest.time)) / 1000 : Infinity;
    return {
      ...{ node, service, count: own.length, ageSeconds },
      ...(newest && { newest }),
      isLate: ageSeconds > LATE * everySeconds,
    };
  });
}

/** @param at the newest that is not younger; absent: the newest of all */
export function snapshotAt(
  snapshots: readonly Snapshot[],
  service: string,
  at?: number,
): Snapshot | undefined {
  return newestFirst(snapshots, service).find(
    ({ time }) => at === undefined || Date.parse(time) <= at,
  );
}

function newestFirst(snapshots: readonly Snapshot[], service: string): Snapshot[] {
  return snapshots
    .filter((one) => one.service === service)
    .sort((one, other) => Date.parse(other.time) - Date.parse(one.time));
}

/** Such as 5 min, 3 h or 2 days. */
export function ageText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  const [count, unit] =
    seconds < 2 * 3600
      ? [seconds / 60, "min"]
      : seconds < 48 * 3600
        ? [seconds / 3600, "h"]
        : [seconds / 86_400, "days"];
  return `${String(Math.floor(count))} ${unit}`;
}

/** How long ago a service was drilled, and whether it came back. */
export function drillText(drill: Pick<Drill, "at" | "why"> | undefined, now: number): string {
  if (!drill) return "-";
  const age = `${ageText((now - Date.parse(drill.at)) / 1000)} ago`;
  return drill.why ? `failed ${age}` : age;
}

export function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ""}`;
}

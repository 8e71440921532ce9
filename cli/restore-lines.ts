/** What a restore says in the end of a service that went back. */
import type { Restored, RestoreTarget } from "../operations/backup/restore.ts";

/** Of a difference that are printed. */
const MOST_LINES = 20;

/** @param prefix such as `thanos/redis: `, where there are several; none where what it holds is what was saved */
export function differenceLines(
  { missing, surplus }: Pick<Restored, "missing" | "surplus">,
  prefix = "",
): string[] {
  const lines = [
    ...missing.map((line) => `  saved: ${line}`),
    ...surplus.map((line) => `  found: ${line}`),
  ];
  if (lines.length === 0) return [];
  return [
    `${prefix}what it holds differs from what was counted just before it was saved:`,
    ...lines.slice(0, MOST_LINES),
  ];
}

/** Where its former data is, and the command that removes it. */
export function copyLines(
  { host }: Pick<RestoreTarget, "host">,
  { former }: Pick<Restored, "former">,
): string[] {
  return Object.entries(former).map(
    ([volume, copy]) =>
      `what ${volume} held is in ${copy}; remove it with docker --host ${host} volume rm ${copy}`,
  );
}

/** Moments, and the ways each is written. */

/** To the second, for names: 20261130020000. */
export function stampOf(time: Date): string {
  return time.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** To the second, in UTC, for people: 2026-11-30T02:00:00Z. */
export function timeText(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

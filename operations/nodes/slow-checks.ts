/**
 * Asks again about containers whose health only a later check shows: the last ones timed out, or none has
 * been made yet.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundContainer } from "../../src/container/comparison.ts";
import { isNotAskedYet, isOnlySlow } from "../../src/container/health.ts";

/** As many further checks as it takes to call a service that hangs unhealthy. */
const FURTHER_CHECKS = 3;
const PAUSE_MS = 2000;
const NANOSECONDS_PER_MILLISECOND = 1e6;

export async function findSettled(
  find: () => Promise<FoundContainer[]>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<FoundContainer[]> {
  let left: number | undefined;
  for (;;) {
    const found = await find();
    const open = found.filter(({ container }) => isOnlySlow(container) || isNotAskedYet(container));
    left ??= FURTHER_CHECKS * Math.max(0, ...open.map(untilNextCheck));
    if (open.length === 0 || left <= 0) return found;
    await pause(PAUSE_MS);
    left -= PAUSE_MS;
  }
}

/** At most, in milliseconds. */
function untilNextCheck({ container }: FoundContainer): number {
  const { Interval = 0, Timeout = 0 } = container.Config.Healthcheck ?? {};
  return (Interval + Timeout) / NANOSECONDS_PER_MILLISECOND;
}

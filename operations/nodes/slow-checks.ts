/**
 * Asks again about containers whose health only a later check shows: the last ones timed out, or none has
 * been made yet.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundContainer } from "../../src/container/comparison.ts";
import { isNotAskedYet, isOnlySlow } from "../../src/container/health.ts";

/** As many further checks as it takes to call a service that hangs unhealthy. */
const FURTHER_CHECKS = 3;
const NANOSECONDS_PER_MILLISECOND = 1e6;

export async function findSettled(
  find: () => Promise<FoundContainer[]>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<FoundContainer[]> {
  for (let left = FURTHER_CHECKS; ; left--) {
    const found = await find();
    const open = found.filter(({ container }) => isOnlySlow(container) || isNotAskedYet(container));
    if (open.length === 0 || left === 0) return found;
    await pause(Math.max(...open.map(untilNextCheck)));
  }
}

/** At most, in milliseconds. */
function untilNextCheck({ container }: FoundContainer): number {
  const { Interval = 0, Timeout = 0 } = container.Config.Healthcheck ?? {};
  return (Interval + Timeout) / NANOSECONDS_PER_MILLISECOND;
}

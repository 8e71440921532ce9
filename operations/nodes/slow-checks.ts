/**
 * Asks again about containers whose health only a later check shows: the last ones timed out, or none has
 * been made yet. The check of the latter is run here, as a gate does, instead of waiting a whole interval for it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FoundContainer } from "../../src/container/comparison.ts";
import { isNotAskedYet, isOnlySlow } from "../../src/container/health.ts";
import type { InspectedContainer } from "../../src/container/inspected.ts";
import { NANOSECONDS_PER_MILLISECOND } from "../../src/lib/units.ts";

/** As many further checks as it takes to call a service that hangs unhealthy. */
const FURTHER_CHECKS = 3;
const PAUSE_MS = 2000;
/** Long enough to see a service end that does not find what it needs. */
const SETTLED_MS = 5000;

export async function findSettled(
  find: () => Promise<FoundContainer[]>,
  passes: (container: InspectedContainer) => Promise<boolean>,
  pause: (milliseconds: number) => Promise<unknown> = sleep,
): Promise<FoundContainer[]> {
  let left: number | undefined;
  let waited = 0;
  const seen = new Map<string, number>();
  const live = new Set<string>();
  for (;;) {
    const found: FoundContainer[] = [];
    // One after the other: of a node that has just started, it may be all.
    for (const one of await find()) found.push((await isLive(one)) ? asHealthy(one) : one);
    const open = found.filter(({ container }) => isOnlySlow(container) || isNotAskedYet(container));
    left ??= FURTHER_CHECKS * Math.max(0, ...open.map(untilNextCheck));
    if (open.length === 0 || left <= 0) return found;
    await pause(PAUSE_MS);
    left -= PAUSE_MS;
    waited += PAUSE_MS;
  }

  /** By the clock of this machine: the node's may be another. */
  async function isLive({ container }: FoundContainer): Promise<boolean> {
    if (!isNotAskedYet(container)) return false;
    const start = `${container.Id} ${container.State.StartedAt}`;
    const since = seen.get(start) ?? waited;
    seen.set(start, since);
    if (!live.has(start) && waited - since >= SETTLED_MS && (await passes(container)))
      live.add(start);
    return live.has(start);
  }
}

function asHealthy({ container, image }: FoundContainer): FoundContainer {
  const Health = { Status: "healthy" };
  return { container: { ...container, State: { ...container.State, Health } }, image };
}

/** At most, in milliseconds. */
function untilNextCheck({ container }: FoundContainer): number {
  const { Interval = 0, Timeout = 0 } = container.Config.Healthcheck ?? {};
  return (Interval + Timeout) / NANOSECONDS_PER_MILLISECOND;
}

/** All that is random in a round. */
import { drawChange, NO_CHANGE } from "./changes.ts";
import type { Change } from "./changes.ts";
import { Random } from "./random.ts";
import { victims } from "./session.ts";
import type { Victim } from "./session.ts";

export interface Plan {
  change: Change;
  victim: Victim;
  /** The moment, as a share of the time that an update takes. */
  moment: number;
}

/** Round 0 is the beginning. */
export function planRound(seed: number, round: number, services: readonly string[]): Plan {
  const random = new Random(seed, round);
  const victim = random.pick(victims);
  const moment = random.fraction();
  const mark = `r${String(round)}`;
  const change = round === 0 ? NO_CHANGE : drawChange({ random, services, mark });
  return { change, victim, moment };
}

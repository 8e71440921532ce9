/** A service that stays on a former version because the one that is declared was refused. */
import { definitionOf } from "./arguments.ts";
import type { ContainerArgs } from "./arguments.ts";

export interface Hold {
  /** Definition of the refused container: another one ends the hold. */
  definition: string;
  /** What runs instead. */
  container: ContainerArgs;
  reason: string;
  /** ISO 8601. */
  since: string;
}

/** Whether the hold is about just this definition. */
export function isHeld(declared: ContainerArgs, hold: Hold | undefined): hold is Hold {
  return hold?.definition === definitionOf(declared);
}

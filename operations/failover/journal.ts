/** How far a failover is: notes on the Engine of the node that took over, so that every operator's machine can go on. */
import { UserError } from "../../src/lib/error.ts";
import { forgetNote, note, noteAt } from "../engine-note.ts";
import type { NotePlace } from "../engine-note.ts";
import { pairNodes } from "./pair.ts";
import type { Pair } from "./pair.ts";

export interface Failover {
  since: string;
  from: string;
  to: string;
}

/**
 * Noted before what they name is done. `promoted`: from here on the replica has writes that nobody else has. `returning`: a way
 * back has begun, and a failover without a person goes no further. `returned`: from here on the former primary has such writes,
 * and no failover undoes the way back.
 */
const phases = ["promoted", "returning", "returned"] as const;
export type Phase = (typeof phases)[number];

function placeOf(engine: string, prefix: string, phase?: Phase): NotePlace {
  const name = `${prefix}failover${phase ? `_${phase}` : ""}`;
  return { engine, name, label: "bev.failover" };
}

const placeIn = ({ replica, prefix }: Pair, phase?: Phase) =>
  placeOf(replica.engine, prefix, phase);

/** Undefined where there is none, and where the Engine does not answer. */
export function failoverOf(pair: Pair): Promise<Failover | undefined> {
  return noteAt(placeIn(pair));
}

/** As `failoverOf`, by the node that takes over. */
export function failoverAt(engine: string, prefix: string): Promise<Failover | undefined> {
  return noteAt(placeOf(engine, prefix));
}

/** One that is under way stays. What an interrupted end of a former one has left goes. */
export async function noteFailover(pair: Pair, failover: Failover): Promise<void> {
  if (await failoverOf(pair)) return;
  await forgetPhases(pair);
  await note(placeIn(pair), failover);
}

export async function hasReached(pair: Pair, phase: Phase): Promise<boolean> {
  return (await noteAt(placeIn(pair, phase))) !== undefined;
}

export async function notePhase(pair: Pair, phase: Phase): Promise<void> {
  await note(placeIn(pair, phase), new Date().toISOString());
}

/** The failover first: with it and without its phases, a repeated command would begin the way back from its start. */
export async function forgetFailover(pair: Pair): Promise<void> {
  await forgetNote(placeIn(pair));
  await forgetPhases(pair);
}

async function forgetPhases(pair: Pair): Promise<void> {
  for (const phase of phases) await forgetNote(placeIn(pair, phase));
}

/**
 * @param find the configuration of a stack, where it has one
 * @throws UserError for a node of a failover whose primary has not returned: an update would undo half of it
 */
export async function requireNoFailover(
  stack: string,
  find: (stack: string) => { host: string; prefix: string } | undefined,
): Promise<void> {
  const { primary, replica } = pairNodes();
  const at = [primary, replica].includes(stack) ? find(replica) : undefined;
  const failover = at && (await noteAt<Failover>(placeOf(at.host, at.prefix)));
  if (!failover || (await noteAt(placeOf(at.host, at.prefix, "returned")))) return;
  throw new UserError(
    `${stack}: must not be failed over, ${failover.to} stands in for ${failover.from} since ${failover.since}; ` +
      `run npx bev failback ${failover.from} first`,
  );
}

/** What a node remembers while it is isolated: a note of its Engine. */
import { UserError } from "../../src/lib/error.ts";
import { forgetNote, note, noteAt } from "../engine-note.ts";
import type { NotePlace } from "../engine-note.ts";

export interface Isolation {
  since: string;
  reason: string;
  /** Containers that ran before. */
  running: string[];
}

function placeOf(engine: string, prefix: string): NotePlace {
  return { engine, name: `${prefix}isolation`, label: "bev.isolation" };
}

/** Undefined where the node is not isolated, and where its Engine does not answer. */
export function isolationOf(engine: string, prefix: string): Promise<Isolation | undefined> {
  return noteAt(placeOf(engine, prefix));
}

/** What an earlier, interrupted isolation has noted stays: by now less is running. */
export function noteIsolation(
  engine: string,
  prefix: string,
  isolation: Isolation,
): Promise<Isolation> {
  return note(placeOf(engine, prefix), isolation);
}

export function forgetIsolation(engine: string, prefix: string): Promise<void> {
  return forgetNote(placeOf(engine, prefix));
}

/** @throws UserError where the node is isolated: an update would start its services again */
export async function requireOpen(node: string, engine: string, prefix: string): Promise<void> {
  const isolation = await isolationOf(engine, prefix);
  if (!isolation) return;
  throw new UserError(
    `${node}: must not be isolated, is since ${isolation.since} (${isolation.reason}); ` +
      `run npx bev isolate ${node} --undo first`,
  );
}

/**
 * SIGINT, SIGTERM and SIGHUP: Pulumi finishes what it has begun, and no more is begun. Where nothing would be left
 * half done, this process ends at once, with all that it has started.
 */
import { UserError } from "../src/lib/error.ts";
import { onParentEnd, onSignal } from "../toolchain/signals.mjs";
import { endPrograms } from "./command.ts";

export const INTERRUPTED =
  "interrupted: what had begun was finished, the rest was not done; run it again";

/** Who started this process in a session of its own; not for those that it starts itself. */
const { BEV_SESSION_OF: starter } = process.env;
delete process.env["BEV_SESSION_OF"];

const controller = new AbortController();

/** How much of this process' work must come to its own end. */
let finishing = 0;

const lastWork = new Set<() => void>();

export function isInterrupted(): boolean {
  return controller.signal.aborted;
}

/** For the whole of a command; `npx` and `npm run` start it in a session of its own, and pass signals on. */
export function obeySignals(): void {
  onSignal(take);
  if (starter) onParentEnd(Number(starter), () => take("SIGTERM"));
}

/** Work that a signal does not cut off; it may ask `signal` to end early. */
export async function uncut<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  finishing++;
  try {
    return await work(controller.signal);
  } finally {
    finishing--;
  }
}

/**
 * What must be put back even where this process ends at once.
 * @returns what does it now, once
 */
export function atTheLatest(work: () => void): () => void {
  const once = (): void => {
    if (lastWork.delete(once)) work();
  };
  lastWork.add(once);
  return once;
}

/** @throws UserError so that nothing more is begun */
export function stopIfInterrupted(): void {
  if (isInterrupted()) throw new UserError(INTERRUPTED);
}

function take(signal: NodeJS.Signals): void {
  if (finishing === 0) leave(signal);
  else if (!isInterrupted()) controller.abort();
  // As a terminal would tell all of them: Pulumi gives up at once.
  else if (signal === "SIGINT") signalSession(signal);
}

function leave(signal: NodeJS.Signals): void {
  endPrograms(signal);
  for (const work of lastWork) work();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.removeAllListeners(name);
  signalSession(signal);
  process.kill(process.pid, signal);
}

/** Its processes are this one's alone. */
function signalSession(signal: NodeJS.Signals): void {
  if (starter) process.kill(-process.pid, signal);
}

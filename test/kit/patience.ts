/** How long a test waits for what comes a little later. */
import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;

/** Between two answers; a question that takes longer rests as long as it took, or it would keep a core busy. */
const PAUSE_MS = 200;

/**
 * The first answer that holds; the last one when patience ends, for the test to show.
 *
 * @param minutes ends what hangs: a machine whose cores are all busy takes many times as long as a quiet one
 */
export async function ask<T>(
  question: () => T | Promise<T>,
  holds: (answer: T) => boolean,
  minutes = 3,
): Promise<T> {
  const end = Date.now() + minutes * MINUTE_MS;
  for (;;) {
    const asked = Date.now();
    const answer = await question();
    const answered = Date.now();
    if (holds(answer) || answered > end) return answer;
    await sleep(Math.max(PAUSE_MS, answered - asked));
  }
}

/** Waits until `holds`. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  if (!(await ask(holds, Boolean))) throw new Error(`waited too long for ${what}`);
}

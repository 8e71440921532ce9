/** How long a test waits for what comes a little later. */
import { setTimeout as sleep } from "node:timers/promises";

const MINUTE_MS = 60_000;

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
    const answer = await question();
    if (holds(answer) || Date.now() > end) return answer;
    await sleep(200);
  }
}

/** Waits until `holds`. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  if (!(await ask(holds, Boolean))) throw new Error(`waited too long for ${what}`);
}

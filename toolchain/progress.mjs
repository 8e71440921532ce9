/** Long work that shows that it moves: one line on a terminal, a line each 15 s elsewhere. */

/** A fault in the machine's set-up; the message names the path, what is wrong and the fix. */
export class SetupError extends Error {}

/**
 * Runs `work` under a title. `work` gets a function that takes the newest detail to show.
 * @template T
 * @param {string} title
 * @param {(report: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(title, work) {
  const started = Date.now();
  const terminal = process.stderr.isTTY;
  let detail = "";
  const line = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    return `${title}${detail && `: ${detail}`} (${seconds} s)`;
  };
  const show = () =>
    terminal ? process.stderr.write(`\r\x1b[K${line()}`) : process.stderr.write(`${line()}\n`);
  if (!terminal) process.stderr.write(`${title}\n`);
  const timer = setInterval(show, terminal ? 250 : 15_000);
  try {
    const result = await work((newest) => {
      detail = newest;
    });
    detail = "done";
    return result;
  } catch (error) {
    detail = "failed";
    throw error;
  } finally {
    clearInterval(timer);
    process.stderr.write(terminal ? `\r\x1b[K${line()}\n` : `${line()}\n`);
  }
}

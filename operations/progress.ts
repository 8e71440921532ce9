/** Progress of long work, on standard error: standard output holds the result alone. */
import { Listr, ListrLogger, ProcessOutput } from "listr2";

export interface Step {
  title: string;
  /** `report` shows the newest detail; the title that it answers stays on the screen. */
  work: (report: (detail: string) => void) => Promise<string>;
}

/** Runs the steps; one that throws is shown as failed, and its error is thrown when all have ended. */
export async function showProgress(
  steps: readonly Step[],
  { concurrent = 1 }: { concurrent?: number } = {},
): Promise<void> {
  const output = new ProcessOutput(process.stderr, process.stderr);
  const logger = new ListrLogger({ processOutput: output });
  const failures: unknown[] = [];
  await new Listr(
    steps.map(({ title, work }) => ({
      title,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        try {
          // Lines of several steps interleave in a log: there each says whose it is.
          const prefix = process.stderr.isTTY ? "" : `${title}: `;
          task.title = await work((detail) => (task.output = prefix + detail));
        } catch (error) {
          failures.push(error);
          throw error;
        }
      },
    })),
    {
      concurrent,
      exitOnError: concurrent === 1,
      // cli/interrupt.ts decides what an interruption does.
      registerSignalListeners: false,
      ...(process.stderr.isTTY
        ? { renderer: "default", rendererOptions: { logger, showErrorMessage: false } }
        : { renderer: "simple", rendererOptions: { logger } }),
    },
  )
    .run()
    .catch(() => undefined);
  if (failures.length > 0) throw failures[0];
}

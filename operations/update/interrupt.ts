/**
 * Ctrl-C and SIGTERM during an update: the first lets Pulumi finish what it has begun, the second ends it.
 */

export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ value: T; interrupted: boolean }> {
  const controller = new AbortController();
  let interrupted = false;
  const interrupt = (name: NodeJS.Signals): void => {
    interrupted = true;
    // A terminal interrupts Pulumi itself; to be told twice, it would give up at once.
    if (name === "SIGTERM" || !hasTerminal()) controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    const value = await work(controller.signal);
    return { value, interrupted };
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

function hasTerminal(): boolean {
  return process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
}

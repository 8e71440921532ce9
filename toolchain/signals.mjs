/** Signals to any process of the chain that people see: npm, and the Node that it starts. */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** A terminal signals to npm and to this process; npm passes its own on as well: that is one signal. */
const SAME_MS = 500;
const WATCH_MS = 500;

/** Calls `take` once for each signal, and where npm, which started this process, has ended. */
export function onSignal(take) {
  let last = 0;
  const once = (signal) => {
    const now = Date.now();
    if (now - last < SAME_MS) return;
    last = now;
    take(signal);
  };
  for (const signal of SIGNALS) process.on(signal, once);
  if (process.env.npm_execpath) onParentEnd(process.ppid, () => once("SIGTERM"));
}

/** Calls `take` when `parent` is no longer this process' parent; keeps no process alive. */
export function onParentEnd(parent, take) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    take();
  }, WATCH_MS);
  timer.unref();
}

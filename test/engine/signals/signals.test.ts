/** Signals to npm, to the set-up and to bev itself stop an update: each signal, receiver and moment at least once. */
import { EXEC, RUN, stopsAll } from "./stopped-update.ts";

stopsAll([
  { signal: "SIGTERM", receiver: "npm", args: RUN, point: "tool" },
  { signal: "SIGINT", receiver: "npm", args: EXEC, point: "a" },
  { signal: "SIGKILL", receiver: "npm", args: RUN, point: "b" },
  { signal: "SIGHUP", receiver: "chain", args: EXEC, point: "a ended" },
  { signal: "SIGTERM", receiver: "chain", args: RUN, point: "program" },
  { signal: "SIGTERM", receiver: "tool", args: RUN, point: "c" },
]);

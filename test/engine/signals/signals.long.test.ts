/** The signals of signals.test.ts to other receivers, at other moments. */
import { EXEC, RUN, stopsAll } from "./stopped-update.ts";

stopsAll([
  { signal: "SIGTERM", receiver: "npm", args: EXEC, point: "program" },
  { signal: "SIGHUP", receiver: "npm", args: RUN, point: "b" },
  { signal: "SIGINT", receiver: "chain", args: RUN, point: "c" },
  { signal: "SIGKILL", receiver: "chain", args: RUN, point: "b" },
  { signal: "SIGINT", receiver: "tool", args: RUN, point: "tool" },
  { signal: "SIGHUP", receiver: "tool", args: RUN, point: "a" },
]);

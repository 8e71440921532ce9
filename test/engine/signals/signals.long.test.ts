/** The signals of signals.test.ts to other receivers, at other moments. */
import { stopsAll } from "./stopped-update.ts";

const RUN = ["run", "up"];
const EXEC = ["exec", "--call", "node chain.mjs"];

stopsAll([
  { signal: "SIGTERM", receiver: "npm", args: EXEC, point: "program" },
  { signal: "SIGHUP", receiver: "npm", args: RUN, point: "b" },
  { signal: "SIGINT", receiver: "chain", args: RUN, point: "c" },
  { signal: "SIGKILL", receiver: "chain", args: RUN, point: "b" },
  { signal: "SIGINT", receiver: "tool", args: RUN, point: "tool" },
  { signal: "SIGHUP", receiver: "tool", args: RUN, point: "a" },
]);

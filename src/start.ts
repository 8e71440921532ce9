/** Runs before all other modules of the program: what they need not load, and what Pulumi need not do. */
import log from "@pulumi/pulumi/log/index.js";
import { startQuickly } from "./lib/quick-start.ts";

// Servers of providers and Pulumi's own commands: a program has neither.
startQuickly(["automation/index"]);

// Each message is a call to the engine, which shows none without --debug; DEBUG brings them back, and the stack
// trace that the SDK formats for every promise.
if (!process.env["DEBUG"]) {
  log.debug = () => Promise.resolve();
  Error.stackTraceLimit = 0;
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
}

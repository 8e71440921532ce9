/** Runs before all other modules of the program: what they need not load, and what Pulumi need not do. */
import { createRequire, enableCompileCache } from "node:module";
import path from "node:path";
import log from "@pulumi/pulumi/log/index.js";

// As the packs do. Half of a program's start is compiling.
enableCompileCache(path.join(import.meta.dirname, "../.bev/compile-cache"));

/**
 * Parts of the SDK that it loads with itself: functions as text, for dynamic providers, with TypeScript and
 * npm's resolver; Pulumi's own commands; servers of providers. The program has none of them.
 */
const UNUSED = [
  "runtime/closure/serializeClosure",
  "runtime/closure/codePaths",
  "automation/index",
];
const require = createRequire(import.meta.url);
for (const part of UNUSED) {
  const file = require.resolve(`@pulumi/pulumi/${part}.js`);
  require.cache[file] = { exports: {}, loaded: true } as NodeJS.Module;
}

// Each message is a call to the engine, which shows none without --debug; DEBUG brings them back, and the stack
// trace that the SDK formats for every promise.
if (!process.env["DEBUG"]) {
  log.debug = () => Promise.resolve();
  Error.stackTraceLimit = 0;
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
}

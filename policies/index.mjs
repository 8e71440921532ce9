// In plain JavaScript: Pulumi would compile a pack's first file with a compiler that does not know .ts imports.
import { flushCompileCache } from "node:module";
import { startQuickly } from "../src/lib/quick-start.ts";

startQuickly();
// Pulumi ends the pack by force, so that the cache is written as soon as it is full.
void import("./pack.ts").then(() => flushCompileCache());

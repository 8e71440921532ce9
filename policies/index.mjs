// In plain JavaScript: Pulumi would compile a pack's first file with a compiler that does not know .ts imports.
import { enableCompileCache, flushCompileCache } from "node:module";
import path from "node:path";

// The pack starts with every preview, and half of that is compiling. In the project's own folder:
// what lies in one that is shared, such as Node's default, could be anybody's.
enableCompileCache(path.join(import.meta.dirname, "../.bev/compile-cache"));
// Pulumi ends the pack by force, so that the cache is written as soon as it is full.
void import("./pack.ts").then(() => flushCompileCache());

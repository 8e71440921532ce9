/**
 * Prints what the engine says of a change, as `bev review` gets it:
 * `node observe-review.ts <folder of the program> <commit of the base> <node>…`
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import type * as change from "../../operations/review/change.ts";

const [directory = "", commit = "", ...nodes] = process.argv.slice(2);
const file = pathToFileURL(path.join(directory, "operations", "review", "change.ts"));
const { observeStateless } = (await import(file.href)) as typeof change;
process.stdout.write(JSON.stringify(await observeStateless(commit, nodes)));

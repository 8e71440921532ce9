/** Updates the stack of a test's project as `bev up` does, without packs and without an Engine. */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { obeySignals } from "../../../operations/interrupt.ts";
import { runStacks } from "../../../operations/update/run.ts";
import { embeddedWorkspace, openStacks } from "../../../operations/workspace.ts";

const [directory = ""] = process.argv.slice(2);
obeySignals();
appendFileSync(path.join(directory, "log"), `tool ${String(process.pid)}\n`);
const workspace = embeddedWorkspace(path.join(directory, "bev"), { test: {} }, directory);
const results = await runStacks("up", await openStacks(workspace, ["test"]));
console.log(results.flatMap(({ errors }) => errors).join("\n"));
if (results.some(({ failed }) => failed)) process.exitCode = 1;

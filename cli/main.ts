/** Runs `bev`: its environment, its signals, and what it prints of an error. */
import { startQuickly } from "../src/lib/quick-start.ts";
import { chooseEnvironment } from "../toolchain/environment.mjs";
import { guardOutput } from "../toolchain/output.mjs";
import { failureOf } from "./failure.ts";

guardOutput();
chooseEnvironment();
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

try {
  startQuickly();
  // Only now: a file of the catalogue that cannot be read is an error like any other.
  const { obeySignals } = await import("../operations/interrupt.ts");
  obeySignals();
  const { program } = await import("./program.ts");
  await program.parseAsync();
} catch (error) {
  fail(error);
}

function fail(error: unknown): void {
  const { exitCode, text } = failureOf(error);
  process.exitCode = exitCode;
  if (process.env["DEBUG"] && text !== undefined) console.error(error);
  else if (text !== undefined) process.stderr.write(`error: ${text}\n`);
}

/** Runs `bev`: its environment, its signals, and what it prints of an error. */
import { chooseEnvironment } from "../toolchain/environment.mjs";
import { guardOutput } from "../toolchain/output.mjs";

guardOutput();
chooseEnvironment();
process.on("uncaughtException", (error) => void fail(error));
process.on("unhandledRejection", (error) => void fail(error));

try {
  // Only now: a file of the catalogue that cannot be read is an error like any other.
  const { obeySignals } = await import("../operations/interrupt.ts");
  obeySignals();
  const { program } = await import("./program.ts");
  await program.parseAsync();
} catch (error) {
  await fail(error);
}

async function fail(error: unknown): Promise<void> {
  const { failureOf } = await import("./failure.ts");
  const { exitCode, text } = failureOf(error);
  process.exitCode = exitCode;
  if (process.env["DEBUG"] && text !== undefined) console.error(error);
  else if (text !== undefined) process.stderr.write(`error: ${text}\n`);
}

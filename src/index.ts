/** The program: picks the node by stack name, builds it, exports what it tells the others. */
import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./stack/config/load.ts";
import { deployStack } from "./stack/stack.ts";
import type { StackOutputs } from "./stack/stack.ts";

// The SDK formats a stack trace for every promise, a third of a preview's time; DEBUG brings them back.
if (!process.env["DEBUG"]) {
  Error.stackTraceLimit = 0;
  delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
}

export default async function program(): Promise<StackOutputs> {
  const stack = pulumi.getStack();
  return deployStack(stack, loadConfig(stack));
}

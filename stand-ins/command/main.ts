/** Stand-in for the published `command` provider: `command:local:Command`. */
import { randomBytes } from "node:crypto";
import { serveProvider } from "../kit/serve.ts";
import { resourceSchema } from "../kit/schema.ts";
import type { Operation } from "../kit/provider.ts";
import type { Properties } from "../kit/values.ts";
import { runCommand } from "./run.ts";
import facts from "./schema.json" with { type: "json" };

declare const PLUGIN_VERSION: string;

const COMMAND = "command:local:Command";

await serveProvider({
  name: "command",
  version: PLUGIN_VERSION,
  configSchema: {},
  configure: async () => undefined,
  resources: {
    [COMMAND]: {
      schema: resourceSchema(facts, COMMAND, {
        refused: new Set(["archivePaths", "assetPaths"]),
        defaults: { addPreviousOutputInEnv: true },
      }),
      outputsFollowSecretInputs: true,
      async create(inputs, operation) {
        const output = await runStep(inputs["create"], inputs, {}, operation);
        return { id: uniqueId(operation.urn), outputs: { ...inputs, ...output } };
      },
      async update({ state, inputs }, operation) {
        const step = inputs["update"] ?? inputs["create"];
        return { ...inputs, ...(await runStep(step, inputs, state, operation)) };
      },
      async delete(_id, state, operation) {
        await runStep(state["delete"], state, state, operation);
      },
    },
  },
});

/** Runs one step, if it is set; otherwise the previous output stays. */
async function runStep(
  command: Properties[string] | undefined,
  inputs: Properties,
  previous: Properties,
  operation: Operation,
): Promise<Properties> {
  const { stdout, stderr } = previous;
  if (typeof command !== "string") return { stdout: stdout ?? "", stderr: stderr ?? "" };
  const environment = { ...(inputs["environment"] as Record<string, string> | undefined) };
  if (inputs["addPreviousOutputInEnv"] !== false) {
    if (stdout) environment["PULUMI_COMMAND_STDOUT"] = stdout as string;
    if (stderr) environment["PULUMI_COMMAND_STDERR"] = stderr as string;
  }
  return runCommand(
    {
      command,
      environment,
      directory: inputs["dir"] as string | undefined,
      interpreter: (inputs["interpreter"] as string[] | undefined) ?? [],
      stdin: inputs["stdin"] as string | undefined,
      logging: (inputs["logging"] as string | undefined) ?? "stdoutAndStderr",
    },
    operation,
  );
}

function uniqueId(urn: string): string {
  return (urn.split("::")[3] ?? "") + randomBytes(4).toString("hex");
}

/**
 * What the program itself runs on the machine that deploys, as commands of its stacks: plain
 * `pulumi up` needs nothing else. Input is JSON, what it prints is the command's output; both may be
 * secret, so that only what people should read goes to standard error.
 */
import { json } from "node:stream/consumers";
import { reasonOf } from "../lib/faults.ts";
import { agentStep } from "./agent.ts";
import { bootstrapStep, retireRootStep } from "./vault-bootstrap.ts";
import { certificateStep } from "./certificate.ts";
import { givenSecretsStep } from "./given-secrets.ts";
import { vaultCertificateStep } from "./vault-certificate.ts";

/** Each checks its input itself and returns what the command prints. */
const steps: Record<string, (input: unknown) => Promise<string>> = {
  "given-secrets": givenSecretsStep,
  "vault-agent": agentStep,
  "vault-bootstrap": bootstrapStep,
  "vault-certificate": vaultCertificateStep,
  "vault-retire-root": retireRootStep,
  certificate: certificateStep,
};

try {
  const step = steps[process.argv[2] ?? ""];
  if (!step) throw new Error(`src/steps: knows ${Object.keys(steps).join(", ")}`);
  process.stdout.write(await step(await json(process.stdin)));
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 1;
}

/** Commands of the program's own, run by whoever deploys; the folder of plugins is `src`. */

export type StepName =
  "certificate" | "vault-agent" | "vault-bootstrap" | "vault-certificate" | "vault-retire-root";

export function renderStep(name: StepName): { create: string; addPreviousOutputInEnv: false } {
  return { create: `node ../cli/steps/main.ts ${name}`, addPreviousOutputInEnv: false };
}

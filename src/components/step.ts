/** Commands that run a program of `src/steps` on the machine that deploys; plugins work in `src`. */

export type StepName =
  | "certificate"
  | "given-secrets"
  | "vault-agent"
  | "vault-bootstrap"
  | "vault-certificate"
  | "vault-retire-root";

/** A changed command runs again, and Vault's first hour must not: the path stays as states have it (ADR-0016). */
export function renderStep(name: StepName): { create: string; addPreviousOutputInEnv: false } {
  return { create: `node ../cli/steps/main.ts ${name}`, addPreviousOutputInEnv: false };
}

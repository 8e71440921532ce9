/** What checks the logins of a promoted replica: computed of the passwords in the state of the primary's stack, as the program does. */
import { UserError } from "../../src/lib/error.ts";
import { scramVerifier } from "../../src/lib/scram.ts";
import type { StateResource } from "../state/state-document.ts";
import { runPulumi } from "../workspace.ts";
import type { Workspace } from "../workspace.ts";

const PASSWORD = "random:index/randomPassword:RandomPassword";

/**
 * @param secrets `service/secret`
 * @throws UserError where the state does not open, or has no such password
 */
export async function verifiersOf(
  workspace: Workspace,
  stack: string,
  secrets: readonly string[],
): Promise<Record<string, string>> {
  const args = ["stack", "export", "--show-secrets", "--stack", stack];
  const state = JSON.parse(await runPulumi(workspace, args)) as {
    deployment: { resources?: StateResource[] };
  };
  return verifiersIn(state.deployment.resources ?? [], stack, secrets);
}

export function verifiersIn(
  resources: readonly StateResource[],
  stack: string,
  secrets: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    secrets.map((secret) => {
      const end = `::${secret.replace("/", "-")}`;
      const found = resources.find(
        ({ type, urn, delete: isOld }) => type === PASSWORD && urn.endsWith(end) && !isOld,
      );
      const password = plain(found?.outputs?.["result"]);
      if (password !== undefined) return [secret, scramVerifier(secret, password)];
      throw new UserError(
        `${stack}: its state must have the password ${secret}, has none; run npx bev restore --state ${stack}`,
      );
    }),
  );
}

/** A secret that is shown stands beside its signature, as JSON. */
function plain(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { plaintext } = (value ?? {}) as { plaintext?: string };
  return plaintext === undefined ? undefined : (JSON.parse(plaintext) as string);
}

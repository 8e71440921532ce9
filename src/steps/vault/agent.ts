/**
 * Moves the first secret-id of a node's agent from Vault into the agent's volume, and stores it nowhere
 * else.
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { archive, renderDelivery } from "../../container/delivery.ts";
import type { ConfigFile } from "../../software/software.ts";
import { CREDENTIAL } from "../../access/vault/agent.ts";
import { UserError } from "../../lib/error.ts";
import type { Body, VaultClient } from "./client.ts";

/**
 * What the agent needs to log in, the secret-id last: it does not begin before it is there.
 * @throws UserError when Vault refuses
 */
export async function issueCredential(
  vault: VaultClient,
  { token, role, authority }: { token: string; role: string; authority: string },
): Promise<ConfigFile[]> {
  const path = `auth/approle/role/${role}`;
  const known = await vault.get("GET", `${path}/role-id`, undefined, token);
  const issued = await vault.get("POST", `${path}/secret-id`, {}, token);
  return [
    { name: "authority.pem", content: authority },
    { name: "role-id", content: String((known["data"] as Body)["role_id"]) },
    { name: "secret-id", content: String((issued["data"] as Body)["secret_id"]) },
  ];
}

export interface AgentPlace {
  dockerHost: string;
  stack: string;
  image: string;
  volume: string;
  /** `uid:gid`. */
  user: string;
}

/** @throws UserError with what docker says */
export async function deliverCredential(
  files: readonly ConfigFile[],
  { dockerHost, stack, image, volume, user }: AgentPlace,
): Promise<void> {
  const plan = { host: dockerHost, stack, image, target: volume };
  const { interpreter, create, environment } = renderDelivery("the agent's credential", plan);
  const [shell = "", ...args] = interpreter;
  const [uid = 0, gid = 0] = user.split(":").map(Number);
  const child = spawn(shell, [...args, create], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "ignore", "pipe"],
  });
  const said = text(child.stderr);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  // Where docker ends early, its exit code says so.
  child.stdin.on("error", () => undefined);
  child.stdin.end(await archive(files, { uid, gid, mode: 0o400 }, CREDENTIAL.folder));
  if ((await ended) === 0) return;
  throw new UserError(
    `vault-agent: must get its credential into the volume ${volume}, did not: ${(await said).trim()}; see that the machine of ${stack} can be reached`,
  );
}

/** The step that lets a node's agent log in to Vault. */
import { z } from "zod";
import { deliverCredential, issueCredential } from "./vault/agent.ts";
import { VaultClient } from "./vault/client.ts";

const input = z.strictObject({
  address: z.url(),
  /** PEM that Vault's certificate chains to. */
  authority: z.string(),
  /** To deploy with. */
  token: z.string(),
  role: z.string(),
  dockerHost: z.string(),
  stack: z.string(),
  image: z.string(),
  volume: z.string(),
  user: z.string(),
});

export async function agentStep(raw: unknown): Promise<string> {
  const { address, authority, token, role, ...place } = input.parse(raw);
  const vault = new VaultClient(address, authority);
  await deliverCredential(await issueCredential(vault, { token, role, authority }), place);
  return "delivered";
}

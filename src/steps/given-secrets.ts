/** The step that brings a service what people gave for it, from Vault into its files. */
import { z } from "zod";
import { VaultClient } from "./vault/client.ts";
import { deliverSecrets } from "./vault/delivery.ts";
import { readGiven } from "./vault/given.ts";

const input = z.strictObject({
  address: z.url(),
  /** PEM that Vault's certificate chains to. */
  authority: z.string(),
  /** To deploy with. */
  token: z.string(),
  mount: z.string(),
  folder: z.string(),
  files: z.array(
    z.strictObject({
      name: z.string(),
      id: z.string(),
      version: z.number(),
      template: z.string().optional(),
    }),
  ),
  missing: z.array(z.string()),
  dockerHost: z.string(),
  stack: z.string(),
  image: z.string(),
  volume: z.string(),
  user: z.string(),
});

export async function givenSecretsStep(raw: unknown): Promise<string> {
  const { address, authority, files, missing, ...rest } = input.parse(raw);
  const vault = new VaultClient(address, authority);
  const read = await Promise.all(files.map((file) => readGiven(vault, rest, file)));
  // Nothing can be deleted there over the Docker API.
  const emptied = missing.map((name) => ({ name, content: "" }));
  const what = { of: rest.volume, name: "what people gave" };
  await deliverSecrets([...read, ...emptied], rest, what);
  return "delivered";
}

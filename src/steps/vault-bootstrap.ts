/** The steps of a new Vault, with what the stack says of it. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UserError } from "../lib/error.ts";
import { homePath, root } from "../lib/paths.ts";
import { bootstrap, retireRoot } from "./vault/bootstrap.ts";
import { VaultClient } from "./vault/client.ts";
import { SharesFolder } from "./vault/shares.ts";

const input = z.strictObject({
  address: z.url(),
  /** PEM that Vault's certificate chains to, and the file in which the provider looks for it. */
  authority: z.string(),
  authorityFile: z.string(),
  /** Folder of the shares. */
  shares: z.string(),
  /** Files with the public keys of the shares' holders. */
  pgpKeys: z.array(z.string()),
  auditFile: z.string(),
});

/** @returns the deployment token */
export async function bootstrapStep(raw: unknown): Promise<string> {
  const { address, authority, authorityFile, shares, pgpKeys, auditFile } = input.parse(raw);
  refuseRepository(shares);
  mkdirSync(path.dirname(authorityFile), { recursive: true });
  writeFileSync(authorityFile, authority);
  return await bootstrap({
    vault: new VaultClient(address, authority),
    shares: new SharesFolder(homePath(shares)),
    pgpKeys: pgpKeys.map((file) => readFileSync(homePath(file)).toString("base64")),
    auditFile,
    say: (text) => process.stderr.write(`${text}\n`),
  });
}

/** What lies there is one careless command away from being published. */
function refuseRepository(shares: string): void {
  const folder = path.resolve(homePath(shares));
  if (path.relative(root, folder).startsWith("..")) return;
  throw new UserError(
    `bev:vault.shares: must be a folder outside the repository, got "${shares}"; set it with pulumi config set --path bev:vault.shares <folder>`,
  );
}

export async function retireRootStep(raw: unknown): Promise<string> {
  const { address, authority, shares } = input.parse(raw);
  await retireRoot(new VaultClient(address, authority), new SharesFolder(homePath(shares)));
  return "retired";
}

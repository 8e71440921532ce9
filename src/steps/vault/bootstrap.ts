/**
 * Sets up a new Vault: initialises and opens it, keeps its shares on disk, switches on the audit log, writes
 * the two root policies, and makes a limited token for deployments. Every step can be repeated: the next run
 * continues a killed one.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ADMIN_POLICY, adminPolicy, DEPLOY_POLICY, deployPolicy } from "../../access/vault/root.ts";
import { UserError } from "../../lib/error.ts";
import type { VaultClient } from "./client.ts";
import type { SharesFolder } from "./shares.ts";
import { sealStatus, unseal, untilActive } from "./unseal.ts";

export interface BootstrapOptions {
  vault: VaultClient;
  shares: SharesFolder;
  /** Public keys of the holders in base64, one for each share; none: shares are kept as they are. */
  pgpKeys: readonly string[];
  /** In Vault's container: a record of all that is done with the root token, and after it. */
  auditFile: string;
  /** Tells the operator what happens. */
  say: (text: string) => void;
}

const SHARES = 5;
export const THRESHOLD = 3;

/** As `vault token lookup` shows it. */
const DEPLOY_TOKEN = "bev-deploy";

/** After a month without any update it has ended, and three shares make a new one. */
const DEPLOY_PERIOD = "720h";

const AUDIT = "bootstrap";
const PAUSE_MS = 1000;
const PATIENCE_MS = 10 * 60_000;

/**
 * The deployment token.
 * @throws UserError when people must decide
 */
export async function bootstrap(options: BootstrapOptions): Promise<string> {
  await initialised(options);
  await opened(options);
  const root = rootTokenOf(options.shares);
  await recorded(options, root);
  await withPolicies(options.vault, root);
  return await deployToken(options.vault, root);
}

/** Revokes every token without bounds, last the one that is kept for this. */
export async function retireRoot(vault: VaultClient, shares: SharesFolder): Promise<void> {
  const root = shares.rootToken();
  if (root === undefined) return;
  const { status } = await vault.ask("GET", "auth/token/lookup-self", undefined, root);
  if (status !== 403) {
    await revokeOthers(vault, root, ({ policies }) => policies.includes("root"));
    await vault.get("POST", "auth/token/revoke-self", {}, root);
  }
  shares.forgetRootToken();
}

async function initialised({ vault, shares, pgpKeys, say }: BootstrapOptions): Promise<void> {
  const { initialized } = await answered(vault);
  if (initialized && (shares.areKept || isRecovered(shares))) return;
  if (initialized) throw strange(vault, shares);
  const aside = shares.putAside();
  if (aside !== undefined) say(`vault: it is new; shares of the one before it: ${aside}`);
  shares.begin();
  const answer = await vault.get("PUT", "sys/init", {
    secret_shares: SHARES,
    secret_threshold: THRESHOLD,
    ...(pgpKeys.length > 0 && { pgp_keys: pgpKeys }),
  });
  shares.keep({
    keys: answer["keys_base64"] as string[],
    rootToken: String(answer["root_token"]),
  });
  say(
    `vault: ${String(SHARES)} shares, of which ${String(THRESHOLD)} open it, are in ${shares.directory}/shares; give each to another holder`,
  );
}

/** By `bev vault recover`, on a machine that has no shares. */
function isRecovered(shares: SharesFolder): boolean {
  return !shares.isBegun && shares.rootToken() !== undefined;
}

/** A container that is live may take a moment to listen. */
async function answered(vault: VaultClient): ReturnType<typeof sealStatus> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await sealStatus(vault);
    } catch (error) {
      if (!(error instanceof UserError) || waited >= 30_000) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function strange({ address }: VaultClient, { directory, isBegun }: SharesFolder): UserError {
  return new UserError(
    isBegun
      ? `vault: must have its shares in ${directory}, an interrupted run lost them; nothing is in it yet: run npx bev vault reset, then this again`
      : `vault: must be new or have its shares in ${directory}, the one at ${address} was initialised elsewhere; run this where its shares are, or npx bev vault recover with three of them`,
  );
}

async function opened({ vault, shares, pgpKeys, say }: BootstrapOptions): Promise<void> {
  const { sealed } = await sealStatus(vault);
  if (!sealed) return untilActive(vault);
  const keys = shares.keys();
  if (pgpKeys.length === 0 && keys.length >= THRESHOLD) return unseal(vault, keys);
  say("vault: waiting for its holders; three of them run npx bev unseal within ten minutes");
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    if (!(await sealStatus(vault)).sealed) return untilActive(vault);
    await sleep(PAUSE_MS);
  }
  throw new UserError(
    "vault: must be unsealed, is sealed; run npx bev unseal with three shares, then this again",
  );
}

function rootTokenOf(shares: SharesFolder): string {
  const token = shares.rootToken();
  if (token !== undefined) return token;
  throw new UserError(
    `vault: must have a root token in ${shares.directory} to be set up, has none any more; run npx bev vault recover with three shares`,
  );
}

/** From the root token's first request on. The stack's own device comes beside it: Vault stops where none can write. */
async function recorded({ vault, auditFile }: BootstrapOptions, root: string): Promise<void> {
  const { data } = await vault.get("GET", "sys/audit", undefined, root);
  if (`${AUDIT}/` in (data as object)) return;
  const options = { file_path: auditFile };
  await vault.get("PUT", `sys/audit/${AUDIT}`, { type: "file", options }, root);
}

async function withPolicies(vault: VaultClient, root: string): Promise<void> {
  await vault.get("PUT", `sys/policies/acl/${ADMIN_POLICY}`, { policy: adminPolicy() }, root);
  await vault.get("PUT", `sys/policies/acl/${DEPLOY_POLICY}`, { policy: deployPolicy() }, root);
}

/** One at a time: what an interrupted run made, nobody knows. */
async function deployToken(vault: VaultClient, root: string): Promise<string> {
  await revokeOthers(vault, root, (token) => token.name === `token-${DEPLOY_TOKEN}`);
  const { auth } = await vault.get(
    "POST",
    "auth/token/create-orphan",
    {
      display_name: DEPLOY_TOKEN,
      policies: [DEPLOY_POLICY],
      no_default_policy: true,
      period: DEPLOY_PERIOD,
    },
    root,
  );
  return String((auth as { client_token: unknown }).client_token);
}

interface Token {
  name: string;
  policies: string[];
}

async function revokeOthers(
  vault: VaultClient,
  root: string,
  isMeant: (token: Token) => boolean,
): Promise<void> {
  const self = await vault.get("GET", "auth/token/lookup-self", undefined, root);
  const own = (self["data"] as { accessor: string }).accessor;
  const { data } = await vault.get("GET", "auth/token/accessors?list=true", undefined, root);
  for (const accessor of (data as { keys: string[] }).keys) {
    if (accessor === own) continue;
    const path = "auth/token/lookup-accessor";
    const { status, body } = await vault.ask("POST", path, { accessor }, root);
    // Ended since it was listed.
    if (status >= 300) continue;
    const { display_name: name, policies } = body["data"] as Record<string, unknown>;
    if (isMeant({ name: String(name), policies: policies as string[] })) {
      await vault.get("POST", "auth/token/revoke-accessor", { accessor }, root);
    }
  }
}

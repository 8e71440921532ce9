/** Unseals Vault with shares. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../lib/error.ts";
import type { VaultClient } from "./client.ts";

export interface SealStatus {
  initialized: boolean;
  sealed: boolean;
  /** Shares that it takes, and those that it has got since it began to count. */
  threshold: number;
  progress: number;
}

const START_MS = 60_000;
const PAUSE_MS = 500;

export async function sealStatus(vault: VaultClient): Promise<SealStatus> {
  const { initialized, sealed, t, progress } = await vault.get("GET", "sys/seal-status");
  return {
    initialized: initialized === true,
    sealed: sealed === true,
    threshold: Number(t),
    progress: Number(progress),
  };
}

/**
 * Gives Vault one share after the other until it opens.
 * @throws UserError for shares that are not its own, or too few
 */
export async function unseal(vault: VaultClient, keys: readonly string[]): Promise<void> {
  await vault.get("PUT", "sys/unseal", { reset: true });
  for (const key of keys) {
    const { sealed } = await vault.get("PUT", "sys/unseal", { key });
    if (sealed === false) return untilActive(vault);
  }
  const { threshold } = await sealStatus(vault);
  throw new UserError(
    `vault/unseal: must get ${String(threshold)} shares, got ${String(keys.length)}; give those of other holders too`,
  );
}

/** Open, it still takes a moment until it serves. */
export async function untilActive(vault: VaultClient): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    const { status } = await vault.ask("GET", "sys/health");
    if (status === 200) return;
    if (waited >= START_MS) {
      throw new UserError(
        `vault/unseal: must serve within a minute, answers ${String(status)} to sys/health; see the container's log`,
      );
    }
    await sleep(PAUSE_MS);
  }
}

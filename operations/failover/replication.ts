/** How the replica stands: whether it has all tables, when its primary was last heard, and whether all is applied. */
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../src/lib/error.ts";
import { replicationScript } from "../../src/software/postgres/failover.ts";
import type { Pair } from "./pair.ts";
import { inServer } from "./servers.ts";

export interface Replication {
  isSubscribed: boolean;
  /** Tables that it follows. */
  tables: string[];
  /** Those that are not copied yet. */
  lacking: string[];
  /** It applies changes at this moment. */
  isBusy: boolean;
  /** How far it has applied the primary's changes. */
  at: string;
  /** Seconds since the primary was last heard; undefined where that was never. */
  silent: number | undefined;
}

const POLL_MS = 1000;
/** So often in a row nothing moves: then all that has arrived is applied. */
const QUIET = 3;
const PATIENCE_MS = 10 * 60_000;

export async function replicationOf(pair: Pair): Promise<Replication> {
  const { database, subscription, replica } = pair;
  return parseReplication(await inServer(replica, replicationScript(), [database, subscription]));
}

export function parseReplication(said: string): Replication {
  const lines = said.split("\n").map((line) => line.split(/ (.*)/));
  const all = (name: string) => lines.filter(([key]) => key === name).map(([, rest = ""]) => rest);
  const heard = Math.max(...all("heard").map(Number), 0);
  return {
    isSubscribed: all("subscription").length > 0,
    tables: all("table"),
    lacking: all("lacks"),
    isBusy: all("busy").length > 0,
    at: all("at")[0] ?? "",
    silent: heard > 0 ? Math.max(0, Number(all("now")[0]) - heard) : undefined,
  };
}

/** @throws UserError where changes still come after ten minutes */
export async function untilApplied(pair: Pair, report: (detail: string) => void): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let before: string | undefined;
  for (let quiet = 0; quiet < QUIET;) {
    const { isBusy, at } = await replicationOf(pair);
    quiet = isBusy || at !== before ? 0 : quiet + 1;
    before = at;
    report(`at ${at}`);
    if (Date.now() > end) {
      throw new UserError(
        `${pair.replica.container}: must apply what it has received within ten minutes, is at ${at}; ` +
          `run npx bev failover ${pair.primary.node} again: it goes on`,
      );
    }
    if (quiet < QUIET) await sleep(POLL_MS);
  }
}

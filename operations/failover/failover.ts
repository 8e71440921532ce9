/** Has the replica of a node's PostgreSQL take over: steps that may each run again, also after an interruption. */
import { UserError } from "../../src/lib/error.ts";
import { movedScript, promoteScript } from "../../src/software/postgres/failover.ts";
import type { Step } from "../progress.ts";
import { failoverOf, hasReached, noteFailover, notePhase } from "./journal.ts";
import type { Failover } from "./journal.ts";
import type { Pair } from "./pair.ts";
import { replicationOf, untilApplied } from "./replication.ts";
import type { Replication } from "./replication.ts";
import { fence, inServer, point, whyAway } from "./servers.ts";

export interface Findings {
  /** Why the primary's Engine does not answer; undefined where it does. */
  away: string | undefined;
  replication: Replication;
  /** One that is under way. */
  known: Failover | undefined;
}

/**
 * What there is to decide by; nothing is changed.
 * @param isOff a person says that the primary's machine is powered off
 * @throws UserError where no failover is possible, or nothing keeps the primary from writing
 */
export async function lookFor(pair: Pair, isOff: boolean): Promise<Findings> {
  const { primary, replica } = pair;
  const [away, replication, known] = await Promise.all([
    whyAway(primary),
    replicationOf(pair),
    failoverOf(pair),
  ]);
  if (known && (await hasReached(pair, "returned"))) {
    throw new UserError(
      `${primary.node}: must be the primary no more, takes writes again since a failback; ` +
        `run npx bev failback ${primary.node}, which ends it`,
    );
  }
  if (!known && !replication.isSubscribed) {
    throw new UserError(
      `${replica.container}: must follow ${primary.container}, follows nothing; run npx bev up ${replica.node}`,
    );
  }
  if (replication.lacking.length > 0) {
    throw new UserError(
      `${replica.container}: must have all tables, has not copied ${replication.lacking.join(", ")}; ` +
        `see docker --host ${replica.engine} logs --tail 20 ${replica.container}`,
    );
  }
  if (away !== undefined && !isOff) throw notFenced(pair, away);
  return { away, replication, known };
}

function notFenced({ primary: { node, engine } }: Pair, away: string): UserError {
  return new UserError(
    `${node}: its Engine must answer at ${engine}, so that its server can be stopped, does not (${away}); ` +
      `power the machine off, then add --${node}-is-off`,
  );
}

export interface Promotion {
  verifiers: Record<string, string>;
  isOff: boolean;
  /** Gets what nobody could set, a line each. */
  onNote: (line: string) => void;
}

export function failoverSteps(pair: Pair, { verifiers, isOff, onNote }: Promotion): Step[] {
  const { primary, replica, database } = pair;
  return [
    {
      title: "pointing clients to none",
      work: async () => {
        const since = new Date().toISOString();
        await noteFailover(pair, { since, from: primary.node, to: replica.node });
        await point(pair, "none");
        return "pointed clients to none: they wait";
      },
    },
    {
      title: `stopping ${primary.container} on ${primary.node}`,
      work: async () => {
        const away = await whyAway(primary);
        if (away === undefined) await fence(primary);
        else if (!isOff) throw notFenced(pair, away);
        return away === undefined
          ? `stopped ${primary.container}: it starts no more by itself`
          : `${primary.node} is off, as was said: its server starts no more without the proxy's answer`;
      },
    },
    {
      title: `waiting until ${replica.container} has applied all that it received`,
      work: async (report) => {
        await untilApplied(pair, report);
        return `${replica.container} has applied all that it received`;
      },
    },
    {
      title: `promoting ${replica.container}`,
      work: async () => {
        await notePhase(pair, "promoted");
        const moved = movedScript(pair.primaryData, pair.replicaData, verifiers);
        for (const line of linesOf(await inServer(replica, promoteScript(), [database])))
          onNote(line);
        for (const line of linesOf(await inServer(replica, moved))) onNote(line);
        return `promoted ${replica.container}`;
      },
    },
    {
      title: `pointing clients to ${replica.node}`,
      work: async () => {
        await point(pair, replica.node);
        return `pointed clients to ${replica.node}`;
      },
    },
  ];
}

function linesOf(text: string): string[] {
  return text.split("\n").filter(Boolean);
}

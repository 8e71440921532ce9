/** Takes a failover back: steps that may each run again. Until the primary takes writes, a failover undoes them. */
import { UserError } from "../../src/lib/error.ts";
import { stampOf } from "../../src/lib/times.ts";
import {
  factsScript,
  readOnlyScript,
  swapScript,
  takeBackScript,
  takenBackScript,
} from "../../src/software/postgres/failover.ts";
import { sizeText } from "../backup/ages.ts";
import { pipePrograms } from "../command.ts";
import type { Step } from "../progress.ts";
import { failoverOf, forgetFailover, hasReached, notePhase } from "./journal.ts";
import type { Failover } from "./journal.ts";
import type { Pair } from "./pair.ts";
import { fence, inServer, inVolume, pipeIntoVolume, point, startLive, whyAway } from "./servers.ts";

const TELL_MS = 1000;

/** @throws UserError where there is nothing to take back, or nobody to give it to */
export async function failoverToTakeBack(pair: Pair): Promise<Failover> {
  const { primary, replica } = pair;
  const [failover, away, replicaAway] = await Promise.all([
    failoverOf(pair),
    whyAway(primary),
    whyAway(replica),
  ]);
  const [absent, why] = replicaAway === undefined ? [primary, away] : [replica, replicaAway];
  if (why !== undefined) {
    throw new UserError(
      `${absent.node}: its Engine must answer at ${absent.engine}, does not (${why}); nothing was changed`,
    );
  }
  if (failover) return failover;
  throw new UserError(`${primary.node}: must be failed over, is not; nothing was changed`);
}

/** Where the former primary keeps what it held at the failover: some of it was never copied. */
export function keptDatabase({ database }: Pair, { since }: Failover): string {
  return `${database}_before_${stampOf(new Date(since))}`;
}

export interface WayBack {
  failover: Failover;
  /** With what it holds: it has a history of its own. */
  removeReplica: () => Promise<void>;
  deployReplica: () => Promise<void>;
}

/** @returns what is left to do; where the replica was not promoted, the primary has all there is */
export async function failbackSteps(pair: Pair, way: WayBack): Promise<Step[]> {
  await notePhase(pair, "returning");
  if (!(await hasReached(pair, "promoted"))) return [returnStep(pair), endStep(pair)];
  // Later the primary has more than the replica.
  const copying = (await hasReached(pair, "returned")) ? [] : copySteps(pair, way);
  return [...copying, returnStep(pair), followStep(pair, way)];
}

function copySteps(pair: Pair, { failover }: WayBack): Step[] {
  const { primary, replica, database } = pair;
  return [
    {
      title: "pointing clients to none",
      work: async () => {
        await point(pair, "none");
        await inServer(replica, readOnlyScript(database));
        return `pointed clients to none: they wait, and ${replica.container} takes no writes`;
      },
    },
    {
      title: `copying ${database} to ${primary.container}`,
      work: async (report) => {
        await fence(primary);
        await copy(pair, report);
        return `copied ${database} to ${primary.container}`;
      },
    },
    {
      title: "comparing",
      work: async () => {
        const count = await compare(pair);
        return `compared ${String(count)} tables and sequences: equal`;
      },
    },
    {
      title: `putting the copy into its place on ${primary.node}`,
      work: async () => {
        const stamp = stampOf(new Date(failover.since));
        await inVolume(primary, swapScript(database, stamp, pair.primaryData));
        return `put the copy into its place; ${keptDatabase(pair, failover)} is what ${primary.node} had before`;
      },
    },
  ];
}

function returnStep(pair: Pair): Step {
  const { primary } = pair;
  return {
    title: `pointing clients to ${primary.node}`,
    work: async () => {
      await notePhase(pair, "returned");
      await point(pair, primary.node);
      await startLive(primary);
      return `pointed clients to ${primary.node}, whose server takes writes`;
    },
  };
}

function endStep(pair: Pair): Step {
  const title = "ending the failover";
  return {
    title,
    work: async () => {
      await forgetFailover(pair);
      return `${pair.replica.container} follows as before: it was not promoted`;
    },
  };
}

function followStep(pair: Pair, { removeReplica, deployReplica }: WayBack): Step {
  const { primary, replica } = pair;
  return {
    title: `having ${replica.container} copy everything again`,
    work: async () => {
      await removeReplica();
      await deployReplica();
      await copyDefinitions(pair);
      await forgetFailover(pair);
      return `${replica.container} follows ${primary.container} again`;
    },
  };
}

async function copy(
  { primary, replica, database }: Pair,
  report: (detail: string) => void,
): Promise<void> {
  const dump = `exec pg_dump --username="$POSTGRES_USER" --format=custom ${database}`;
  const user = ["exec", replica.container, "sh", "-c", dump];
  let told = 0;
  await pipeIntoVolume(
    ["docker", user, { DOCKER_HOST: replica.engine }],
    primary,
    takeBackScript(database),
    (bytes) => {
      if (Date.now() - told < TELL_MS) return;
      told = Date.now();
      report(sizeText(bytes));
    },
  );
}

/** Rows travel to a replica, definitions do not: without its tables a new one would follow nothing. */
async function copyDefinitions({ primary, replica, database }: Pair): Promise<void> {
  const dump =
    "exec pg_dump --schema-only --no-privileges --no-publications --no-subscriptions" +
    ` --username="$POSTGRES_USER" ${database}`;
  const load = `exec psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=${database} >/dev/null`;
  await pipePrograms(
    ["docker", ["exec", primary.container, "sh", "-c", dump], { DOCKER_HOST: primary.engine }],
    [
      "docker",
      ["exec", "--interactive", replica.container, "sh", "-c", load],
      { DOCKER_HOST: replica.engine },
    ],
    () => undefined,
  );
}

/** Rows with their checksums, and values of sequences. @throws UserError where a line differs */
async function compare({ primary, replica, database }: Pair): Promise<number> {
  const kinds = [`table.${database}.`, `sequence.${database}.`];
  const held = (text: string) =>
    text.split("\n").filter((line) => kinds.some((kind) => line.startsWith(kind)));
  const sent = held(await inServer(replica, factsScript()));
  const arrived = held(await inVolume(primary, takenBackScript(database)));
  const other = sent.find((line) => !arrived.includes(line));
  if (other === undefined && sent.length === arrived.length) return sent.length;
  const surplus = arrived.find((line) => !sent.includes(line));
  throw new UserError(
    `${primary.container}: must hold ${other ?? "nothing more"}, as ${replica.node} does, holds ${surplus ?? "less"}; ` +
      `run npx bev failback ${primary.node} again, or go back with npx bev failover ${primary.node}`,
  );
}

/** How to look at what was never copied. */
export function keptLines(pair: Pair, failover: Failover): string[] {
  const { engine, container } = pair.primary;
  const kept = keptDatabase(pair, failover);
  const at = `docker --host ${engine} exec -it ${container} psql -U researcher`;
  return [
    `what ${pair.primary.node} had at the failover is in its database ${kept}; some of its last writes may be nowhere else:`,
    `  look at it with ${at} -d ${kept}`,
    `  remove it with ${at} -d ${pair.database} -c 'drop database ${kept}'`,
  ];
}

/** The third vote of failovers: one, or none, and one where a watch acts by it (ADR-0034). */
import type { Fault } from "../lib/faults.ts";

interface Row {
  name: string;
  node: string;
  enabled: boolean;
  ports: readonly { purpose: string; external: number | undefined }[];
  data?: { engine: string };
}

/** Purpose of the port at which it is asked. */
export const VOTE = "vote";

export function isVote({ ports }: Pick<Row, "ports">): boolean {
  return ports.some(({ purpose }) => purpose === VOTE);
}

/** `host:port` of the vote that is on; undefined without one. */
export function voteAt(
  all: readonly Row[],
  addressOf: (stack: string) => string,
): string | undefined {
  const vote = all.find((one) => one.enabled && isVote(one));
  const port = vote?.ports.find(({ purpose }) => purpose === VOTE)?.external;
  return vote && port !== undefined ? `${addressOf(vote.node)}:${String(port)}` : undefined;
}

/**
 * Judged in each stack: a server that asks no vote goes on when it is cut off, and a watch elsewhere would have its replica take
 * over nevertheless.
 *
 * @param all of this and of other stacks, those as they have published them
 */
export function voteFaults(all: readonly Row[]): Fault[] {
  const running = all.filter(({ enabled }) => enabled);
  const votes = running.filter(isVote);
  const watches = running.filter(({ data }) => data?.engine === "failover");
  const found = votes.map(({ name, node }) => `${name} on ${node}`).join(", ");
  if (votes.length > 1) {
    return votes.map(({ name, node }) => ({
      path: `${node}/${name}`,
      problem: `must be the only third vote, got ${found}`,
      fix: "let one region vote: npx bev edge enable <region> without --votes for the others",
    }));
  }
  if (votes.length === 1) return [];
  return watches.map(({ name, node }) => ({
    path: `${node}/${name}`,
    problem: "must have a third vote as long as it runs, has none",
    fix: `run npx bev up ${node} first, which ends it, or npx bev edge enable <region> --votes`,
  }));
}

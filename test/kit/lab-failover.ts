/** Writers on both nodes of the lab during a failover, and what must be true of their writes once THANOS is the primary again. */
import { expect } from "@jest/globals";
import { nodes } from "../../src/catalog/nodes.ts";
import { ERROR, run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { containerOf, dockerOn, lab } from "./lab.ts";
import { onPrimary, onReplica } from "./lab-databases.ts";
import { ask } from "./patience.ts";
import { firstBegun, lastAcknowledged, SYSTEM, TABLE, turnsOf, WRITER } from "./token-writer.ts";
import { writesOf } from "./token-writer.ts";
import type { Write } from "./token-writer.ts";

/** Came through the proxy before, and are not restarted. */
export const CLIENTS = ["vault", "auto-recovery", "postgres-proxy", "postgres-replica"];
const FENCED = "lease: fenced: oracle1 is the primary; npx bev failback thanos ends it";

/** On each node a container with the node's network: through the proxy, and beside the server. */
const WRITERS = [
  { node: "oracle1", port: "5433" },
  { node: "thanos", port: "5432" },
] as const;
const WRITER_NAME = "bev_test_writer";

/** @returns what ends the writers, and gives what was acknowledged */
export async function write(round: string): Promise<{ end: () => Promise<Write[]> }> {
  const { Image } = await lab.inspectOne("oracle1", "postgres-replica");
  const PGPASSWORD = await lab.exec("thanos", "postgres", "cat", "/run/secrets/password");
  const system = await onPrimary(SYSTEM);
  const writing = WRITERS.map(({ node, port }) => {
    const args = ["run", "--rm", "--name", WRITER_NAME, "--network=host", "--env", "PGPASSWORD"];
    const writer = ["bash", "-c", WRITER, "-", nodes[node].address, port, `${round}-${node}`];
    return run("docker", dockerOn(node, ...args, "--entrypoint=", Image, ...writer), {
      env: { PGPASSWORD },
    });
  });
  const end = async () => {
    for (const { node } of WRITERS) await lab.try(node, "exec", WRITER_NAME, "touch", "/tmp/stop");
    return (await Promise.all(writing)).flatMap(({ stdout }) => writesOf(stdout, system));
  };
  return { end };
}

/** The table that they write into, once the replica follows it. */
export async function makeTable(): Promise<void> {
  for (const on of [onPrimary, onReplica]) await on(TABLE);
  // The replica follows a table that is new within ten seconds: an empty one would be equal before.
  await onPrimary("insert into writes (token) values ('first') on conflict do nothing");
  await follows();
}

export async function removeTable(): Promise<void> {
  for (const { node } of WRITERS) await lab.try(node, "rm", "--force", WRITER_NAME);
  for (const on of [onReplica, onPrimary]) await on("drop table if exists writes");
}

/** Until the replica has all that the primary has. */
async function follows(): Promise<void> {
  const count = "select count(*) from writes";
  const isEqual = async () => (await onReplica(count)) === (await onPrimary(count));
  expect(await ask(() => isEqual().catch(() => false), Boolean)).toBe(true);
}

/** THANOS' server waits until the failback. */
export async function expectFenced(): Promise<void> {
  const said = () => lab.try("thanos", "logs", "--tail", "3", containerOf("postgres"));
  const fenced = await ask(said, ({ output }) => output.includes(FENCED), 4);
  expect(fenced.output).toContain(FENCED);
}

/** @returns what the command printed, and where THANOS keeps what it had */
export async function failBack(): Promise<{ failback: Run; kept: string }> {
  const failback = await lab.bev("failback", "thanos", "--lab", "--yes");
  expectWell(failback);
  const [, kept = ""] = /is in its database (\S+);/.exec(failback.stdout) ?? [];
  return { failback, kept };
}

export function expectWell({ code, output }: Run): void {
  expect(`${output} code ${String(code)}`).toMatch(/code 0$/);
  expect(output).not.toMatch(ERROR);
}

/**
 * No two servers took writes at once, what ORACLE1 took is on THANOS, and what THANOS alone had is in `kept`, which goes.
 *
 * @param lost when THANOS was lost, in seconds
 * @param returned when the way back began
 * @returns figures, a line
 */
export async function expectTurns(
  writes: readonly Write[],
  { lost, returned, kept }: { lost: number; returned: number; kept: string },
): Promise<string> {
  await follows();
  const { before, during, after } = turnsOf(writes, returned);
  expect(Math.min(before.length, during.length, after.length)).toBeGreaterThan(5);
  expect(lastAcknowledged(before)).toBeLessThan(firstBegun(during));
  expect(lastAcknowledged(during)).toBeLessThan(firstBegun(after));
  expect(missing([...during, ...after], await tokens())).toEqual([]);
  expect(missing(before, await tokens(kept))).toEqual([]);
  const gone = missing(before, await tokens());
  const seconds = gone.length === 0 ? 0 : lastAcknowledged(before) - firstBegun(gone);
  expect(seconds).toBeLessThan(60);
  await onPrimary(`drop database ${kept}`, "postgres");
  return (
    `${String(gone.length)} of ${String(before.length)} writes lost, of ${seconds.toFixed(1)} s; ` +
    `thanos took its last ${(lastAcknowledged(before) - lost).toFixed(1)} s and oracle1 its first ` +
    `${(firstBegun(during) - lost).toFixed(1)} s after the loss; ` +
    `clients waited ${(firstBegun(after) - lastAcknowledged(during)).toFixed(1)} s for the way back`
  );
}

const tokens = async (database?: string) =>
  new Set((await onPrimary("select token from writes", database)).split("\n"));
const missing = (some: readonly Write[], from: ReadonlySet<string>) =>
  some.filter(({ token }) => !from.has(token));

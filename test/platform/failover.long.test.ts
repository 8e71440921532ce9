/**
 * THANOS is lost under writes, PostgreSQL on ORACLE1 takes over by one command and gives all back by another: four ways, five times
 * each. `-t "round 1"` takes the first round.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { nodes } from "../../src/catalog/nodes.ts";
import { ERROR, run, succeeded } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { containerOf, dockerOn, lab } from "../kit/lab.ts";
import { onPrimary, onReplica } from "../kit/lab-databases.ts";
import { apart, stopped, switchedOff } from "../kit/lab-faults.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";
import { ServiceLogin } from "../kit/service-login.ts";
import { firstBegun, lastAcknowledged, SYSTEM, TABLE, turnsOf } from "../kit/token-writer.ts";
import { WRITER, writesOf } from "../kit/token-writer.ts";
import type { Write } from "../kit/token-writer.ts";

const LONG = 10 * 60_000;
const ROUNDS = [1, 2, 3, 4, 5];
const FENCED = "lease: fenced: oracle1 is the primary; npx bev failback thanos ends it";
/** Came through the proxy before, and are not restarted. */
const CLIENTS = ["vault", "auto-recovery", "postgres-proxy", "postgres-replica"];
const postgres = containerOf("postgres");

const paused = {
  begin: () => lab.docker("thanos", "pause", postgres),
  end: () => lab.docker("thanos", "start", postgres),
};
const off = switchedOff("thanos");
const WAYS = {
  "switched off": { ...off, options: ["--thanos-is-off"] },
  "cut off from oracle1": { ...apart("thanos", "oracle1"), options: [] },
  killed: { ...stopped("thanos", "postgres"), options: [] },
  "standing still": { ...paused, options: [] },
};

const analyzer = new ServiceLogin("oracle1", "darknet-analyzer", "osint-reader");

/** On each node a container with the node's network: through the proxy, and beside the server. */
const WRITERS = [
  { node: "oracle1", port: "5433" },
  { node: "thanos", port: "5432" },
] as const;
const WRITER_NAME = "bev_test_writer";

async function write(round: string): Promise<{ end: () => Promise<Write[]> }> {
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

/** Until the replica has all that the primary has. */
async function follows(): Promise<void> {
  const count = "select count(*) from writes";
  const isEqual = async () => (await onReplica(count)) === (await onPrimary(count));
  expect(await ask(() => isEqual().catch(() => false), Boolean)).toBe(true);
}

const tokens = async (database?: string) =>
  new Set((await onPrimary("select token from writes", database)).split("\n"));
const missing = (some: readonly Write[], from: ReadonlySet<string>) =>
  some.filter(({ token }) => !from.has(token));
const now = () => Date.now() / 1000;
const command = (...words: string[]) => lab.bev(...words, "--lab", "--yes");

beforeAll(async () => {
  for (const on of [onPrimary, onReplica]) await on(TABLE);
  // The replica follows a table that is new within ten seconds: an empty one would be equal before.
  await onPrimary("insert into writes (token) values ('first') on conflict do nothing");
  await follows();
}, LONG);

putBack(async () => {
  for (const { node } of WRITERS) await lab.try(node, "rm", "--force", WRITER_NAME);
  for (const on of [onReplica, onPrimary]) await on("drop table if exists writes");
});

describe.each(ROUNDS)("round %d", (round) => {
  it.each(Object.entries(WAYS))(
    "thanos is %s: no two servers take writes, no client is restarted, and nothing of oracle1 is lost on the way back",
    async (way, { begin, end: comeBack, options }) => {
      const { end } = await write(`${way.replaceAll(" ", "-")}-${String(round)}`);
      await sleep(5000);
      const lives = await lab.lives("oracle1", ...CLIENTS);
      const lost = now();
      await begin();
      const failover = await command("failover", "thanos", ...options);
      expectWell(failover);
      expect(await analyzer.readByLogin()).toBe("read");
      expect(await lab.lives("oracle1", ...CLIENTS)).toEqual(lives);
      await sleep(5000);

      const refused = await lab.bev("up", "--lab", "oracle1");
      expect(refused.output).toMatch(
        /oracle1: must not be failed over, oracle1 stands in for thanos since \S+; run npx bev failback thanos first/,
      );
      expect(refused.code).toBe(1);
      await comeBack();
      await lab.try("thanos", "start", postgres);
      const said = () => lab.try("thanos", "logs", "--tail", "3", postgres);
      const fenced = await ask(said, ({ output }) => output.includes(FENCED), 4);
      expect(fenced.output).toContain(FENCED);
      await sleep(5000);

      const returned = now();
      const failback = await command("failback", "thanos");
      expectWell(failback);
      const [, kept = ""] = /is in its database (\S+);/.exec(failback.stdout) ?? [];
      await sleep(3000);
      const writes = await end();
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
      console.log(
        `${failover.stdout}\n${failback.stdout}\n${way}: ${String(gone.length)} of ${String(before.length)} writes lost, of ${seconds.toFixed(1)} s; ` +
          `first write on oracle1 ${(firstBegun(during) - lost).toFixed(1)} s after the loss; ` +
          `clients waited ${(firstBegun(after) - lastAcknowledged(during)).toFixed(1)} s for the way back, which took ${(now() - returned).toFixed(1)} s`,
      );
      await onPrimary(`drop database ${kept}`, "postgres");
    },
    LONG,
  );
});

function expectWell({ code, output }: Run): void {
  expect(`${output} code ${String(code)}`).toMatch(/code 0$/);
  expect(output).not.toMatch(ERROR);
}

it("leaves what a whole pair has: a preview finds nothing to change", async () => {
  for (const node of ["thanos", "oracle1"] as const) await lab.expectNoChanges(node, "--refresh");
  const again = await command("failback", "thanos");
  expect(again.output).toContain("thanos: must be failed over, is not; nothing was changed");
  await succeeded(lab.bev("status", "--lab"));
});

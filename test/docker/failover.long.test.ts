/**
 * Real PostgreSQL servers by the commands of their rows: the primary is lost in four ways under writes, its replica takes
 * over, it returns, and is taken back. Each way five times; `-t "round 1"` takes the first.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import {
  failbackSteps,
  failoverToTakeBack,
  keptDatabase,
} from "../../operations/failover/failback.ts";
import { failoverSteps, lookFor } from "../../operations/failover/failover.ts";
import { failoverOf, requireNoFailover } from "../../operations/failover/journal.ts";
import type { Pair } from "../../operations/failover/pair.ts";
import { docker } from "../kit/docker-engine.ts";
import {
  endScene,
  follows,
  logOf,
  MACHINES,
  NETWORK,
  NO_ENGINE,
  oracle1,
  pair,
  promotion,
  runSteps,
  sql,
  startScene,
  thanos,
  tokens,
  wayBack,
  write,
} from "../kit/failover-scene.ts";
import { ask } from "../kit/patience.ts";
import { firstBegun, lastAcknowledged, turnsOf } from "../kit/token-writer.ts";
import type { Write } from "../kit/token-writer.ts";

const ROUNDS = [1, 2, 3, 4, 5];
const LONG = 10 * 60_000;
const FENCED = "lease: fenced: oracle1 is the primary; npx bev failback thanos ends it";

const KINDS = {
  cut: {
    lose: () => docker("network", "disconnect", NETWORK, MACHINES.thanos),
    isOff: false,
    comeBack: async () => {
      await docker("network", "connect", "--alias", thanos.name, NETWORK, MACHINES.thanos);
      await docker("start", thanos.name);
    },
  },
  kill: {
    lose: () => docker("kill", thanos.name),
    isOff: false,
    comeBack: () => docker("start", thanos.name),
  },
  reboot: {
    lose: () => docker("kill", thanos.name),
    isOff: true,
    comeBack: () => docker("start", thanos.name),
  },
  pause: {
    lose: () => docker("pause", thanos.name),
    isOff: false,
    comeBack: () => docker("start", thanos.name),
  },
} as const;

beforeAll(startScene, LONG);
afterAll(endScene);

describe.each(ROUNDS)("round %d", (round) => {
  it.each(Object.keys(KINDS) as (keyof typeof KINDS)[])(
    "loses thanos by %s: no two servers take writes, and nothing of oracle1 is lost on the way back",
    async (kind) => {
      const { lose, isOff, comeBack } = KINDS[kind];
      const seen: Pair = isOff
        ? { ...pair, primary: { ...pair.primary, engine: NO_ENGINE } }
        : pair;
      const newLog = logOf(thanos);
      const { end } = await write(`${kind}${String(round)}`);
      await sleep(3000);
      const lostAt = Date.now() / 1000;
      await lose();

      const before = Date.now();
      const { replication } = await lookFor(seen, isOff);
      expect(replication.silent).toBeLessThan(60);
      const notes: string[] = [];
      const onNote = (line: string) => notes.push(line);
      await runSteps(failoverSteps(seen, { ...promotion, isOff, onNote }));
      const seconds = (Date.now() - before) / 1000;
      expect(notes).toEqual([]);
      await sleep(3000);

      await comeBack();
      expect(await ask(newLog, (log) => log.includes(FENCED))).toContain(FENCED);
      await sleep(3000);

      const way = await wayBack();
      const { failover } = way;
      const returnedAfter = Date.now() / 1000;
      await runSteps(await failbackSteps(pair, way));
      expect(await failoverOf(pair)).toBeUndefined();
      await sleep(2000);
      const writes = await end();
      await follows();

      const { before: first, during: second, after: last } = turnsOf(writes, returnedAfter);
      const [lastFirst, firstSecond] = [lastAcknowledged(first), firstBegun(second)];
      expect(Math.min(first.length, second.length, last.length)).toBeGreaterThan(5);
      expect(lastFirst).toBeLessThan(firstSecond);
      expect(lastAcknowledged(second)).toBeLessThan(firstBegun(last));
      const now = await tokens(thanos);
      const missing = (some: readonly Write[], from: ReadonlySet<string>) =>
        some.filter(({ token }) => !from.has(token));
      expect(missing([...second, ...last], now)).toEqual([]);
      const lost = missing(first, now);
      const kept = await tokens(thanos, keptDatabase(pair, failover));
      expect(missing(first, kept)).toEqual([]);
      const lostSeconds = lost.length === 0 ? 0 : lastFirst - firstBegun(lost);
      expect(lostSeconds).toBeLessThan(60);
      console.log(
        `${kind}: ${String(first.length)} writes on thanos, ${String(lost.length)} lost (${lostSeconds.toFixed(1)} s), ` +
          `${String(second.length)} on oracle1, ${String(last.length)} after the way back; oracle1 took over in ` +
          `${seconds.toFixed(1)} s, first write ${(firstSecond - lostAt).toFixed(1)} s after the loss`,
      );
      await sql(thanos, `drop database ${keptDatabase(pair, failover)}`, "postgres");
    },
    LONG,
  );
});

const add = (server: typeof thanos, token: string) =>
  sql(server, `insert into writes (token) values ('${token}')`);

it(
  "is undone before the promotion, and a way back that was begun is undone by a failover",
  async () => {
    await expect(failoverToTakeBack(pair)).rejects.toThrow(
      /^thanos: must be failed over, is not; nothing was changed$/,
    );
    await runSteps(failoverSteps(pair, promotion).slice(0, 3));
    await runSteps(await failbackSteps(pair, await wayBack()));
    await add(thanos, "before the failover");
    await follows();

    await runSteps(failoverSteps(pair, promotion));
    await add(oracle1, "during the failover");
    const find = () => ({ host: pair.replica.engine, prefix: pair.prefix });
    await expect(requireNoFailover("thanos", find)).rejects.toThrow(
      /^thanos: must not be failed over, oracle1 stands in for thanos since \S+; run npx bev failback thanos first$/,
    );
    await requireNoFailover("starlord", find);
    const { failover } = await wayBack();
    await runSteps((await failbackSteps(pair, await wayBack())).slice(0, 4));
    await expect(add(oracle1, "never")).rejects.toThrow("read-only transaction");
    await lookFor(pair, false);
    await runSteps(failoverSteps(pair, promotion));
    await add(oracle1, "after the way back was undone");
    await runSteps(await failbackSteps(pair, await wayBack()));
    await follows();
    const held = await tokens(thanos);
    const all = ["before the failover", "during the failover", "after the way back was undone"];
    expect(all.filter((one) => !held.has(one))).toEqual([]);
    expect(await tokens(thanos, keptDatabase(pair, failover))).toContain("before the failover");
  },
  LONG,
);

it("refuses a node whose Engine does not answer, until somebody says that it is off", async () => {
  const seen: Pair = { ...pair, primary: { ...pair.primary, engine: NO_ENGINE } };
  await expect(lookFor(seen, false)).rejects.toThrow(
    /^thanos: its Engine must answer at tcp:\/\/127\.0\.0\.1:1, so that its server can be stopped, does not \(.*\); power the machine off, then add --thanos-is-off$/,
  );
  expect((await lookFor(seen, true)).away).toMatch(/127\.0\.0\.1:1/);
});

it(
  "ends a server that stood still before it asks, and one whose proxy names another node",
  async () => {
    const newLog = logOf(thanos);
    await docker("pause", thanos.name);
    await sleep(25_000);
    await docker("unpause", thanos.name);
    const still = /lease: stood still for \d+ s: stopping the server/;
    expect(await ask(newLog, (log) => still.test(log))).toMatch(still);
    // It is asked again and told that it is the primary.
    expect(
      await ask(
        () => sql(thanos, "select 1").catch(String),
        (said) => said === "1",
      ),
    ).toBe("1");
    await docker("exec", pair.proxy.container, "sh", "/usr/local/etc/haproxy/point.sh", "oracle1");
    expect(await ask(newLog, (log) => log.includes(FENCED))).toContain(FENCED);
    await docker("exec", pair.proxy.container, "sh", "/usr/local/etc/haproxy/point.sh", "thanos");
    expect(
      await ask(
        () => sql(thanos, "select 1").catch(String),
        (said) => said === "1",
      ),
    ).toBe("1");
  },
  LONG,
);

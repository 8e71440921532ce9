/**
 * With the region of the lab as the third vote PostgreSQL fails over without a person where THANOS' machine is gone, and only there;
 * a server that is cut off from both others stops itself. Each loss three times; `-t "round 1"` takes the first round.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { answered } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import {
  CLIENTS,
  expectFenced,
  expectTurns,
  failBack,
  makeTable,
  removeTable,
  write,
} from "../kit/lab-failover.ts";
import { apart, disconnected, stopped, switchedOff } from "../kit/lab-faults.ts";
import type { LabFault } from "../kit/lab-faults.ts";
import { ask } from "../kit/patience.ts";
import { putBack } from "../kit/put-back.ts";

const LONG = 15 * 60_000;
const ROUNDS = [1, 2, 3];
const REGION = "edge-us-east";
const STACKS = ["oracle1", "thanos", REGION] as const;
const WATCH = "failover-watch";
const VOTE = "failover-vote";
/** Longer than the watch and the vote wait, and what a busy machine adds. */
const LONG_ENOUGH_MS = 120_000;
const TOOK_OVER = /watch: oracle1 took over from thanos in \d/;
const now = () => Date.now() / 1000;

const metric = async (name: string) => {
  const asked = ["wget", "-q", "-O", "-", "http://127.0.0.1:9489/metrics"];
  const text = await lab.exec("oracle1", WATCH, ...asked).catch(String);
  return new RegExp(`^${name} (\\d)$`, "m").exec(text)?.[1];
};
const isReady = () =>
  ask(
    () => metric("bev_failover_ready"),
    (value) => value === "1",
    5,
  );
const pointedTo = () =>
  lab
    .docker("oracle1", "exec", containerOf("postgres-proxy"), "cat", "/var/tmp/primary.cfg")
    .catch(() => "setenv PRIMARY thanos");

/** What the watch says from now on. */
function newLog(): () => Promise<string> {
  const since = new Date().toISOString();
  return async () =>
    (await answered(lab.try("oracle1", "logs", "--since", since, containerOf(WATCH)))).output;
}

beforeAll(async () => {
  const enabled = { disabled: null };
  lab.change({ rows: { [VOTE]: enabled, [WATCH]: enabled } });
  // The others go by what the region has published.
  await lab.up(REGION);
  await lab.up("oracle1", "thanos");
  expect(await isReady()).toBe("1");
  await makeTable();
}, LONG);

putBack(async () => {
  await removeTable();
  lab.change();
  // A primary that asks no vote goes on when it is cut off: the watch goes first.
  await lab.up("oracle1");
  await lab.up("thanos", REGION);
});

const MOVES_NOTHING: Record<string, { fault: LabFault; said: string }> = {
  "is cut off from oracle1 and not from the vote": {
    fault: apart("thanos", "oracle1"),
    said: "watch: thanos does not answer here, the vote still hears it: no failover",
  },
  "runs, and its server is stopped": { fault: stopped("thanos", "postgres"), said: "" },
  "answers, and the vote is gone": { fault: disconnected(REGION), said: "" },
};

it.each(Object.entries(MOVES_NOTHING))(
  "thanos %s: nothing moves",
  async (_what, { fault, said }) => {
    const log = newLog();
    await fault.begin();
    await sleep(LONG_ENOUGH_MS);
    expect(await log()).toContain(said);
    await fault.end();
    expect(await log()).not.toMatch(/lease|took over/);
    expect(await pointedTo()).toContain("thanos");
    await lab.healthy("thanos", "postgres");
    expect(await isReady()).toBe("1");
  },
  LONG,
);

const WAYS = { "switched off": switchedOff("thanos"), "cut off": disconnected("thanos") };

describe.each(ROUNDS)("round %d", (round) => {
  it.each(Object.entries(WAYS))(
    "thanos is %s: oracle1 takes over by itself, no two servers take writes, and nothing of oracle1 is lost",
    async (way, { begin, end: comeBack }) => {
      const log = newLog();
      const { end } = await write(`${way.replaceAll(" ", "-")}-${String(round)}`);
      await sleep(5000);
      const lives = await lab.lives("oracle1", ...CLIENTS);
      const lost = now();
      await begin();
      expect(await ask(log, (text) => TOOK_OVER.test(text), 6)).toMatch(TOOK_OVER);
      await sleep(5000);
      expect(await lab.lives("oracle1", ...CLIENTS)).toEqual(lives);
      expect(await metric("bev_failover_stands_in")).toBe("1");
      await comeBack();
      await expectFenced();
      await sleep(5000);

      const returned = now();
      const { kept } = await failBack();
      await sleep(3000);
      const figures = await expectTurns(await end(), { lost, returned, kept });
      console.log(`${await log()}\n${way}: ${figures}`);
      expect(await isReady()).toBe("1");
    },
    LONG,
  );
});

it("leaves what a whole pair has: a preview finds nothing to change", async () => {
  for (const node of STACKS) await lab.expectNoChanges(node, "--refresh");
});

/**
 * THANOS is lost under writes, PostgreSQL on ORACLE1 takes over by one command and gives all back by another: four ways, five times
 * each. `-t "round 1"` takes the first round.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { succeeded } from "../kit/engine.ts";
import { containerOf, lab } from "../kit/lab.ts";
import {
  CLIENTS,
  expectFenced,
  expectTurns,
  expectWell,
  failBack,
  makeTable,
  removeTable,
  write,
} from "../kit/lab-failover.ts";
import { apart, stopped, switchedOff } from "../kit/lab-faults.ts";
import { putBack } from "../kit/put-back.ts";
import { ServiceLogin } from "../kit/service-login.ts";

const LONG = 10 * 60_000;
const ROUNDS = [1, 2, 3, 4, 5];
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
const now = () => Date.now() / 1000;

beforeAll(makeTable, LONG);
putBack(removeTable);

describe.each(ROUNDS)("round %d", (round) => {
  it.each(Object.entries(WAYS))(
    "thanos is %s: no two servers take writes, no client is restarted, and nothing of oracle1 is lost on the way back",
    async (way, { begin, end: comeBack, options }) => {
      const { end } = await write(`${way.replaceAll(" ", "-")}-${String(round)}`);
      await sleep(5000);
      const lives = await lab.lives("oracle1", ...CLIENTS);
      const lost = now();
      await begin();
      const failover = await lab.bev("failover", "thanos", ...options, "--lab", "--yes");
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
      await expectFenced();
      await sleep(5000);

      const returned = now();
      const { failback, kept } = await failBack();
      const took = (now() - returned).toFixed(1);
      await sleep(3000);
      const figures = await expectTurns(await end(), { lost, returned, kept });
      console.log(
        `${failover.stdout}\n${failback.stdout}\n${way}: ${figures}, which took ${took} s`,
      );
    },
    LONG,
  );
});

it("leaves what a whole pair has: a preview finds nothing to change", async () => {
  for (const node of ["thanos", "oracle1"] as const) await lab.expectNoChanges(node, "--refresh");
  const again = await lab.bev("failback", "thanos", "--lab", "--yes");
  expect(again.output).toContain("thanos: must be failed over, is not; nothing was changed");
  await succeeded(lab.bev("status", "--lab"));
});

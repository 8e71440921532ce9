/** Ten updates killed at random moments; `BEV_TORTURE_SEED` chooses as a former run did. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { roundText } from "./report.ts";
import { takesTurns } from "../../kit/turns.ts";
import { FOUR_SERVICES } from "./changes.ts";
import { newSeed } from "./random.ts";
import { Series } from "./round.ts";

const KILLS = 10;
const seed = Number(process.env["BEV_TORTURE_SEED"] ?? newSeed());

takesTurns();

describe(`four services whose update is killed, seed ${String(seed)}`, () => {
  let series: Series;

  beforeAll(async () => {
    console.log(`BEV_TORTURE_SEED=${String(seed)}`);
    series = new Series(seed, FOUR_SERVICES);
    await series.begin(1);
  });

  afterAll(async () => {
    expect(await series.end()).toEqual([]);
  });

  let round = 0;
  it.each(Array.from({ length: KILLS }, (_, index) => index + 1))(
    "are as they should be after kill %i and at most two commands",
    async () => {
      // In some rounds the victim has ended before its moment: they are no kills.
      for (let killed = false; !killed;) {
        const result = await series.kill(++round);
        console.log(roundText(result));
        expect(result.faults).toEqual([]);
        killed = result.killed;
      }
    },
  );
});

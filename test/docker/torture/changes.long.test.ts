/**
 * `npm run long`: random changes of ten services. An update carries them out, and then there is nothing to
 * change.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { takesTurns } from "../../kit/turns.ts";
import { TEN_SERVICES } from "./changes.ts";
import { newSeed } from "./random.ts";
import { planRound } from "./plan.ts";
import { Series } from "./round.ts";

const CHANGES = 20;
const seed = Number(process.env["BEV_TORTURE_SEED"] ?? newSeed());

takesTurns();

describe(`random changes of ten services, seed ${String(seed)}`, () => {
  let series: Series;

  beforeAll(async () => {
    console.log(`BEV_TORTURE_SEED=${String(seed)}`);
    series = new Series(seed, TEN_SERVICES);
    await series.begin(1);
  });

  afterAll(async () => {
    expect(await series.end()).toEqual([]);
  });

  const rounds = Array.from({ length: CHANGES }, (_, index) => index + 1);
  it.each(
    rounds.map((round) => [round, planRound(seed, round, TEN_SERVICES).change.what] as const),
  )("%i: %s", async (round) => {
    expect(await series.change(round)).toEqual([]);
  });
});

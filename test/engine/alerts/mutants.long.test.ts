/** Whether the tests of the alerts see a fault: nearly every mutant of a rule must fail one of them. */
import { describe, expect, it } from "@jest/globals";
import { mutantsOf } from "./mutants.ts";
import type { Mutant } from "./mutants.ts";
import { failuresOf } from "./promtool.ts";
import { ruleTests } from "./rule-tests.ts";

/** The share that may live: what has the same meaning for every value that there is. */
const MAY_LIVE = 0.05;

/** Those that pass every test of their alert. A test of each at a time: most die of the first. */
async function survivorsOf(mutants: readonly Mutant[]): Promise<Mutant[]> {
  const most = Math.max(...mutants.map(({ groups }) => groups.length));
  let alive = [...mutants];
  for (let round = 0; round < most && alive.length > 0; round++) {
    const failures = await failuresOf(
      alive.map((mutant) => ({ ...mutant, groups: mutant.groups.slice(round, round + 1) })),
    );
    alive = alive.filter((_, index) => failures[index] === undefined);
  }
  return alive;
}

describe("the tests of the alerts", () => {
  const survivors: Mutant[] = [];
  let count = 0;

  const sets = [...new Set(ruleTests.map(({ ruleSet }) => ruleSet))];
  it.each(sets)("of %s see what is changed in them", async (ruleSet) => {
    const mutants = ruleTests.filter((test) => test.ruleSet === ruleSet).flatMap(mutantsOf);
    count += mutants.length;
    survivors.push(...(await survivorsOf(mutants)));
  });

  it("see nearly all", () => {
    const died = count - survivors.length;
    const lines = survivors.map(({ alert, kind, change }) => `  ${alert.name} ${kind}: ${change}`);
    process.stdout.write(
      [`${String(died)} of ${String(count)} mutants of the alerts died`, ...lines, ""].join("\n"),
    );
    expect(count).toBeGreaterThan(100);
    expect(survivors.length).toBeLessThanOrEqual(count * MAY_LIVE);
  });
});

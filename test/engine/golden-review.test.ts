/**
 * What the engine says of a change in a copy of this repository is what is recorded: the reports of test/golden/review
 * are made of that. `npm run record` records the plans of all scenarios instead.
 */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import path from "node:path";
import { answered, root } from "../kit/engine.ts";
import { compact, readPlan, writePlan } from "../kit/recorded-plans.ts";
import type { RecordedPlan } from "../kit/recorded-plans.ts";
import { reportOf } from "../kit/review-report.ts";
import { scenarioNamed, scenarios } from "../kit/review-scenarios.ts";
import type { Scenario } from "../kit/review-scenarios.ts";
import { BASE_MS, ReviewedCopy } from "../kit/reviewed-copy.ts";
import type { Observed } from "../../operations/review/change.ts";

const copy = new ReviewedCopy();
let commit: string;
beforeAll(async () => {
  commit = await copy.begin();
});
afterAll(() => copy.remove());

/** What is recorded of the scenario, and the report from all that the engine says. */
async function observe(scenario: Scenario): Promise<{ plans: RecordedPlan[]; report: string }> {
  const script = path.join(root, "test", "kit", "observe-review.ts");
  const { stdout } = await answered(
    copy.inScenario(scenario, [script, copy.directory, commit, ...scenario.nodes]),
  );
  const { observed, restless } = JSON.parse(stdout) as {
    observed: Observed[];
    restless: string[];
  };
  const whole = observed.map((one, index) => ({ ...one, restless: index === 0 ? restless : [] }));
  return {
    plans: observed.map((one) => compact(one, restless)),
    report: await reportOf(scenario, whole),
  };
}

if (process.env["BEV_RECORD_PLANS"] === "1") {
  it.each(scenarios)(
    "records $name",
    async (scenario) => {
      const { plans, report } = await observe(scenario);
      // Nothing that the report needs may be left out.
      expect(await reportOf(scenario, plans)).toBe(report);
      for (const plan of plans) writePlan(scenario.name, plan);
    },
    // Nobody waits for it.
    2 * BASE_MS,
  );
} else {
  it(
    "observes what is recorded: if not, npm run record",
    async () => {
      const restarted = scenarioNamed("port-change");
      const { plans } = await observe(restarted);
      expect(plans).toEqual(restarted.nodes.map((node) => readPlan(restarted.name, node)));
    },
    BASE_MS,
  );
}

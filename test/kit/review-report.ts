/** The report of a scenario from its plans, as `bev review` makes it. */
import { waivers } from "../../policies/waivers.ts";
import { plansOf } from "../../operations/review/change.ts";
import { reviewMarkdown } from "../../operations/review/markdown.ts";
import { reviewNode } from "../../operations/review/review.ts";
import type { RecordedPlan } from "./recorded-plans.ts";
import { runningIn } from "./review-scenarios.ts";
import type { Scenario } from "./review-scenarios.ts";
import { trackedConfig } from "./stack-config.ts";

export async function reportOf(
  scenario: Scenario,
  recorded: readonly RecordedPlan[],
): Promise<string> {
  const running = runningIn(scenario);
  const nodes = await Promise.all(
    plansOf(recorded).map((plan) => {
      const capacity = capacityOf(plan.stack);
      return reviewNode(plan, { running, capacity: { before: capacity, after: capacity } });
    }),
  );
  const restless = recorded.flatMap((plan) => plan.restless);
  return reviewMarkdown({ mode: "stateless", base: "HEAD", nodes, restless, waivers });
}

function capacityOf(stack: string): { memory: number; cpu: number; gpu: number } {
  const { memoryMebibytes, cores, gpuUnits } = trackedConfig(stack).node.capacity;
  return { memory: memoryMebibytes, cpu: cores, gpu: gpuUnits };
}

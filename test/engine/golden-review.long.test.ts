/** `bev review` itself on the real engine: its reports are those of test/golden/review. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../kit/engine.ts";
import { scenarioNamed } from "../kit/review-scenarios.ts";
import { BASE_MS, ReviewedCopy } from "../kit/reviewed-copy.ts";

const copy = new ReviewedCopy();
beforeAll(() => copy.begin());
afterAll(() => copy.remove());

it.each(["renamed-volume", "contract"].map(scenarioNamed))(
  "reports $name as its golden file says",
  async (scenario) => {
    const { stdout, output, code } = await copy.inScenario(scenario, [
      ...["cli/main.ts", "review", "--base", "HEAD", ...scenario.nodes],
    ]);
    expect([code, output.includes("error:")]).toEqual([scenario.refused ? 1 : 0, false]);
    const golden = path.join(root, "test", "golden", "review", `${scenario.name}.md`);
    expect(stdout).toBe(readFileSync(golden, "utf8"));
  },
  BASE_MS,
);

/**
 * `bev review` on the real engine, one change at a time in a copy of this repository: what the engine
 * says is what is recorded, and the reports are those of test/golden/review. `npm run record` records
 * the plans of all scenarios instead.
 */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { answered, root, run } from "../kit/engine.ts";
import type { Run } from "../kit/engine.ts";
import { withChanges } from "../kit/changes.ts";
import { LocalProgram } from "../kit/local-program.ts";
import { compact, readPlan, writePlan } from "../kit/recorded-plans.ts";
import type { RecordedPlan } from "../kit/recorded-plans.ts";
import { reportOf } from "../kit/review-report.ts";
import { scenarioNamed, scenarios } from "../kit/review-scenarios.ts";
import type { Scenario } from "../kit/review-scenarios.ts";
import type { Observed } from "../../operations/review/change.ts";

const recording = process.env["BEV_RECORD_PLANS"] === "1";

/** The base is planned once, in rounds: all three nodes several times. Recording has no hurry. */
const BASE_MS = recording ? 1_800_000 : 900_000;

const program = new LocalProgram();

/** The same files are the same commit at every run, so that their plan is found again. */
const DATE = "2026-01-01T00:00:00Z";

async function git(...args: string[]): Promise<string> {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@bev.invalid"];
  const env = { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };
  const { stdout } = await answered(
    run("git", [...identity, ...args], { cwd: program.directory, env }),
  );
  return stdout.trim();
}

let commit: string;
beforeAll(async () => {
  // Planned bases are kept in the project's own folder, as those of bev review are.
  const kept = path.join(root, ".bev", "test-reviews");
  mkdirSync(kept, { recursive: true });
  mkdirSync(path.join(program.directory, ".bev"));
  symlinkSync(kept, path.join(program.directory, ".bev", "review"));
  writeFileSync(path.join(program.directory, ".gitignore"), "node_modules\n.bev/\n");
  await git("init", "--quiet");
  await git("add", ".");
  await git("commit", "--quiet", "--message=base");
  commit = await git("rev-parse", "HEAD");
});
afterAll(() => program.remove());

/** Runs `args` on the scenario's working tree. */
async function inScenario(
  { changes = {}, services = {}, locked = [] }: Scenario,
  args: readonly string[],
): Promise<Run> {
  try {
    for (const [stack, choices] of Object.entries(services))
      program.configure(stack, ["bev:services"], choices);
    if (locked.length > 0) addToLock(locked);
    // Without a backend, whatever the shell of the tests has.
    const env = { PULUMI_BACKEND_URL: "", ...withChanges(changes, program.directory) };
    return await run(process.execPath, args, { cwd: program.directory, env });
  } finally {
    await git("checkout", "--quiet", "--", ".");
  }
}

function addToLock(keys: readonly string[]): void {
  const file = path.join(program.directory, "images.lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8")) as Record<string, object>;
  for (const key of keys) lock[key] = { state: "unresolved" };
  writeFileSync(file, JSON.stringify(lock));
}

function review(scenario: Scenario): Promise<Run> {
  return inScenario(scenario, ["cli/main.ts", "review", "--base", "HEAD", ...scenario.nodes]);
}

/** What is recorded of the scenario, and the report from all that the engine says. */
async function observe(scenario: Scenario): Promise<{ plans: RecordedPlan[]; report: string }> {
  const script = path.join(root, "test", "kit", "observe-review.ts");
  const { stdout } = await answered(
    inScenario(scenario, [script, program.directory, commit, ...scenario.nodes]),
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

if (recording) {
  it.each(scenarios)(
    "records $name",
    async (scenario) => {
      const { plans, report } = await observe(scenario);
      // Nothing that the report needs may be left out.
      expect(await reportOf(scenario, plans)).toBe(report);
      for (const plan of plans) writePlan(scenario.name, plan);
    },
    BASE_MS,
  );
} else {
  describe("against a base that is planned once", () => {
    const restarted = scenarioNamed("port-change");

    it(
      "observes what is recorded: if not, npm run record",
      async () => {
        const { plans } = await observe(restarted);
        expect(plans).toEqual(restarted.nodes.map((node) => readPlan(restarted.name, node)));
      },
      BASE_MS,
    );

    it.each(["renamed-volume", "contract"].map(scenarioNamed))(
      "reports $name as its golden file says",
      async (scenario) => {
        const { stdout, output, code } = await review(scenario);
        expect([code, output.includes("error:")]).toEqual([scenario.refused ? 1 : 0, false]);
        const golden = path.join(root, "test", "golden", "review", `${scenario.name}.md`);
        expect(stdout).toBe(readFileSync(golden, "utf8"));
      },
    );
  });
}

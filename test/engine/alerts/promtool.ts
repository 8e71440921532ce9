/** Rules and their tests as promtool takes them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Alert, RuleSet } from "../../../src/software/metrics.ts";
import { ruleOf } from "../../../src/software/prometheus/rules.ts";
import { run } from "../../kit/engine.ts";
import { toolFile } from "../../kit/prometheus-tools.ts";
import type { TestGroup } from "./behaviour.ts";

/** One alert, what it needs recorded, and its tests. */
export interface RuleTest {
  ruleSet: string;
  records: RuleSet["records"];
  alert: Alert;
  groups: readonly TestGroup[];
  /** How often rules are judged. Absent: each minute. */
  evaluation?: string;
}

/** What promtool says of each; undefined where it succeeds. */
export async function failuresOf(tests: readonly RuleTest[]): Promise<(string | undefined)[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bev-rules-"));
  try {
    const files = tests.map((test, index) => written(folder, String(index), test));
    const { stdout, output } = await run(toolFile("promtool"), ["test", "rules", ...files], {
      cwd: folder,
    });
    // A part for each file, in their order; what failed is told on the other stream.
    const parts = stdout.split(/^Unit Testing: {2}/m).slice(1);
    if (parts.length !== tests.length) throw new Error(`promtool: ${output}`);
    return parts.map((part, index) =>
      /^ {2}SUCCESS$/m.test(part) ? undefined : reasonsOf(output, tests[index]?.alert.name),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reasonsOf(output: string, alert = ""): string {
  const blocks = output.split(/^ {2}FAILED:\n/m).filter((block) => block.includes(`${alert}: `));
  return blocks.join("\n") || output;
}

/** JSON is YAML too. */
function written(folder: string, name: string, test: RuleTest) {
  const { ruleSet, records = [], alert, groups, evaluation = "1m" } = test;
  const rules = [...records, ruleOf(ruleSet, alert)];
  const rulesFile = `${name}.rules.yml`;
  const file = `${name}.test.yml`;
  writeFileSync(
    path.join(folder, rulesFile),
    JSON.stringify({ groups: [{ name: ruleSet, rules }] }),
  );
  const content = { rule_files: [rulesFile], evaluation_interval: evaluation, tests: groups };
  writeFileSync(path.join(folder, file), JSON.stringify(content));
  return file;
}

/**
 * Mutation testing of what refuses: `npm run mutation`. docs/mutation.md has the last scores; the reports
 * below `.bev` show what was not noticed.
 */
import { fileURLToPath } from "node:url";

export default {
  plugins: [fileURLToPath(new URL("test/mutation/runner.ts", import.meta.url))],
  testRunner: "unit",
  testRunnerNodeArgs: ["--disable-warning=ExperimentalWarning"],
  coverageAnalysis: "perTest",
  // Texts and tables that are read as a file is loaded: each would need a process of its own.
  ignoreStatic: true,
  mutate: ["src/rules/**/*.ts", "policies/**/*.ts", "!**/*.{test,cases}.ts", "!policies/pack.ts"],
  ignorePatterns: ["/.bev", "/.ci"],
  tempDirName: ".bev/stryker",
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: ".bev/mutation.json" },
  htmlReporter: { fileName: ".bev/mutation.html" },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  thresholds: { high: 95, low: 91, break: 91 },
};

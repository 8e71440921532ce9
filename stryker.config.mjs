/**
 * Mutation testing of what refuses: `npm run mutation`. docs/mutation.md has the last scores; the reports
 * below `.bev` show what was not noticed.
 */
import path from "node:path";

export default {
  plugins: [path.join(import.meta.dirname, "test", "mutation", "runner.ts")],
  testRunner: "unit",
  testRunnerNodeArgs: ["--disable-warning=ExperimentalWarning"],
  coverageAnalysis: "perTest",
  // Texts and tables that are read as a file is loaded: each would need a process of its own.
  ignoreStatic: true,
  mutate: ["src/rules/**/*.ts", "policies/**/*.ts", "!**/*.{test,cases}.ts", "!policies/pack.ts"],
  ignorePatterns: ["/.bev", "/.ci"],
  tempDirName: ".bev/stryker",
  // Below the checkout its packages are found without links. Stryker would search all folders for them, and fail
  // where a running lab removes one meanwhile.
  symlinkNodeModules: false,
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: ".bev/mutation.json" },
  htmlReporter: { fileName: ".bev/mutation.html" },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  thresholds: { high: 95, low: 91, break: 91 },
};

/**
 * Mutation testing of what refuses: `npm run mutation`, and `stryker.kit.config.mjs` is its second
 * half. docs/mutation.md has the last scores; the reports below `.bev` show what was not noticed.
 */
export default {
  testRunner: "jest",
  testRunnerNodeArgs: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
  jest: { projectType: "custom", configFile: "stryker.jest.mjs", enableFindRelatedTests: true },
  coverageAnalysis: "perTest",
  mutate: [
    "src/rules/**/*.ts",
    "policies/**/*.ts",
    "!**/*.{test,cases}.ts",
    "!policies/{pack,kit/*}.ts",
  ],
  ignorePatterns: ["/.bev", "/.ci"],
  tempDirName: ".bev/stryker",
  reporters: ["clear-text", "progress", "json", "html"],
  jsonReporter: { fileName: ".bev/mutation.json" },
  htmlReporter: { fileName: ".bev/mutation.html" },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  // Modules of each run stay in memory, until collecting them takes longer than the tests.
  maxTestRunnerReuse: 15,
  thresholds: { high: 95, low: 90, break: 90 },
};

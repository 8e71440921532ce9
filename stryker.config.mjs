/** Mutation testing of what refuses: `npm run mutation`. docs/performance.md has the last figure. */
export default {
  testRunner: "jest",
  testRunnerNodeArgs: ["--experimental-vm-modules", "--disable-warning=ExperimentalWarning"],
  jest: { projectType: "custom", configFile: "stryker.jest.mjs", enableFindRelatedTests: true },
  coverageAnalysis: "perTest",
  mutate: [
    "src/rules/**/*.ts",
    "policies/**/*.ts",
    "!**/*.{test,cases}.ts",
    "!policies/{pack,*/pack}.ts",
    "!policies/kit/{cases,define}.ts",
  ],
  ignorePatterns: ["/.bev", "/plugins", "/.ci"],
  tempDirName: ".bev/stryker",
  reporters: ["clear-text", "progress", "json"],
  jsonReporter: { fileName: ".bev/mutation.json" },
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  concurrency: 2,
  thresholds: { high: 95, low: 90, break: 90 },
};

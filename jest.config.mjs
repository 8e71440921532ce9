/** `npm test`: pure code, components under mocks, goldens, policies, one real preview. It needs Node only. */
export default {
  rootDir: import.meta.dirname,
  // Not .bev, where the lab's volumes lie.
  roots: ["src", "operations", "cli", "stand-ins", "policies", "lab", "test"].map(
    (name) => `<rootDir>/${name}`,
  ),
  testEnvironment: "node",
  testMatch: [
    "<rootDir>/{src,operations,cli,stand-ins,policies,lab}/**/*.test.ts",
    "<rootDir>/test/*.test.ts",
  ],
  // `npm run long` has them: what kills, loses or waits for longer than each change is worth.
  testPathIgnorePatterns: [
    "/node_modules/",
    ...(process.env.BEV_LONG === "1" ? [] : ["[.]long[.]test[.]ts$"]),
  ],
  extensionsToTreatAsEsm: [".ts"],
  globalSetup: "<rootDir>/test/kit/temporary-folder.ts",
  globalTeardown: "<rootDir>/test/kit/remove-temporary-folder.ts",
  transform: { "\\.ts$": "<rootDir>/test/kit/strip-types.mjs" },
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  testTimeout: 10_000,
  // Jest alone leaves one core idle, which is half of a machine with two.
  maxWorkers: "100%",
  // Modules of files that have run stay in the memory of a worker.
  workerIdleMemoryLimit: "1GB",
};

/** Tests run as the program does: ES modules, types stripped by Node. */
export default {
  // Rounds of the torture make such changes too, and kill the update.
  testPathIgnorePatterns:
    process.env.BEV_LONG === "1"
      ? ["/node_modules/"]
      : ["/node_modules/", "/torture/changes[.]test"],
  testEnvironment: "node",
  testMatch: ["<rootDir>/{src,cli,plugins,policies,lab,test}/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/strip-types.mjs" },
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  // Ends what hangs; a machine whose cores are all busy takes several times as long as a quiet one.
  testTimeout: 20 * 60_000,
  // Modules of files that have run stay in the memory of a worker.
  workerIdleMemoryLimit: "1GB",
};

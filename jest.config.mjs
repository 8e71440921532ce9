/** Tests run as the program does: ES modules, types stripped by Node. */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/{src,cli,plugins,policies,lab,test}/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/strip-types.mjs" },
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  testTimeout: 30_000,
};

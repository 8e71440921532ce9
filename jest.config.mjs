/** Tests run as the program does: ES modules, types stripped by Node. */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/{src,cli,plugins,policies,lab,test}/**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/test/strip-types.mjs" },
  moduleFileExtensions: ["ts", "mjs", "js", "json"],
  testTimeout: 30_000,
  // What takes long, or has not held yet: npm run long.
  testPathIgnorePatterns: process.env.BEV_LONG === "1" ? [] : ["<rootDir>/test/torture/"],
};

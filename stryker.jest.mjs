/** The unit tests that kill mutants: no engine, no plugin. */
import base from "./jest.config.mjs";

export default {
  ...base,
  dependencyExtractor: "<rootDir>/test/kit/import-extractor.cjs",
  testMatch: [
    "<rootDir>/src/rules/**/*.test.ts",
    "<rootDir>/src/catalog/*.test.ts",
    "<rootDir>/policies/**/*.test.ts",
    // What a rule says of itself.
    "<rootDir>/operations/pages/policies-page.test.ts",
  ],
};

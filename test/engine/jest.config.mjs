/** `npm run test:engine`: the real Pulumi CLI with the stand-ins, a real Vault, emulators. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
  // Alone the slowest takes 30 s; `.ci/run` has Docker's tests and a platform beside it on the same two cores.
  testTimeout: 180_000,
  // Each test runs several processes of its own.
  maxWorkers: "50%",
  globalSetup: "<rootDir>/test/engine/prepare.mjs",
};

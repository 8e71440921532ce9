/** `npm run test:engine`: the real Pulumi CLI with the stand-ins, a real Vault, emulators. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
  testTimeout: 60_000,
  globalSetup: "<rootDir>/test/engine/prepare.mjs",
};

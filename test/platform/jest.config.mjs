/** `npm run test:platform`: the lab is deployed once, then one suite after the other runs against it. */
import { existsSync } from "node:fs";
import base from "../../jest.config.mjs";
import { RUNTIME } from "../../lab/node.ts";

/**
 * The engine writes the state once, at the end of an update: for each resource that it refreshes it would
 * write a megabyte, which is more than half of an update's time. test/docker proves what a killed update
 * leaves, without this.
 */
Object.assign(process.env, { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" });

export default {
  ...base,
  testMatch: ["<rootDir>/test/platform/**/*.test.ts"],
  // A lab that was up before is somebody's: it is not removed.
  testPathIgnorePatterns: [
    ...base.testPathIgnorePatterns,
    ...(existsSync(RUNTIME) ? ["/platform/down[.]test"] : []),
  ],
  testTimeout: 5 * 60_000,
  maxWorkers: 1,
  globalSetup: "<rootDir>/test/platform/prepare.ts",
  setupFilesAfterEnv: ["<rootDir>/test/platform/clean.ts"],
  testSequencer: "<rootDir>/test/platform/order.mjs",
};

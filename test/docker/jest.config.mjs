/** `npm run test:docker`: the stand-in plugin on a real Engine, a small `bev up --local`, killed updates. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  testMatch: ["<rootDir>/test/docker/**/*.test.ts"],
  globalSetup: "<rootDir>/test/docker/prepare.mjs",
  testSequencer: "<rootDir>/test/docker/order.mjs",
  testTimeout: 5 * 60_000,
  // Files that deploy take turns (test/kit/turns.ts); the others have names of their own.
  maxWorkers: 2,
};

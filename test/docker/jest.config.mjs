/** `npm run test:docker`: the stand-in plugin on a real Engine, a small `bev up --local`, killed updates. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  testMatch: ["<rootDir>/test/docker/**/*.test.ts"],
  testTimeout: 5 * 60_000,
  // Each test runs several processes of its own.
  maxWorkers: "50%",
};

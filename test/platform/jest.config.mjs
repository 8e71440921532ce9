/** `npm run test:platform`: the lab is deployed once, then one suite after the other runs against it. */
import base from "../../jest.config.mjs";

export default {
  ...base,
  testMatch: ["<rootDir>/test/platform/**/*.test.ts"],
  testTimeout: 5 * 60_000,
  maxWorkers: 1,
};

/**
 * Mutation testing of the pack kit. Each rule's own test goes through the kit, so that a mutant of it
 * would run them all; a few of each kind take a tenth of the time, and can only find less.
 */
import base from "./stryker.config.mjs";

export default {
  ...base,
  jest: { ...base.jest, configFile: "stryker.kit.jest.mjs" },
  mutate: ["policies/kit/*.ts", "!policies/kit/{define,*.test}.ts"],
  jsonReporter: { fileName: ".bev/mutation-kit.json" },
  htmlReporter: { fileName: ".bev/mutation-kit.html" },
};

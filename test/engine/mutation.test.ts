/** `npm run mutation` as far as its first run of the tests, without a mutant: docs/mutation.md has the scores. */
import { expect, it } from "@jest/globals";
import { root, run } from "../kit/engine.ts";

it.each([
  ["rules and packs", ["--mutate", "src/rules/known-types.ts"]],
  ["the pack kit", ["stryker.kit.config.mjs", "--mutate", "policies/kit/rule.ts"]],
])("can test %s", async (_what, args) => {
  const bootstrap = ["toolchain/bootstrap.mjs", "mutation", ...args, "--dryRunOnly"];
  const { code, output } = await run(process.execPath, bootstrap, { cwd: root });
  expect(output).toMatch(/Initial test run succeeded\. Ran \d+ tests/);
  expect(code).toBe(0);
});

/** `npm run mutation` on one small file: docs/mutation.md has the scores of all. */
import { expect, it } from "@jest/globals";
import { root, run } from "../kit/engine.ts";

it("runs the unit tests for each change of a file", async () => {
  const bootstrap = ["toolchain/bootstrap.mjs", "mutation", "--mutate", "policies/kit/held.ts"];
  const { code, output } = await run(process.execPath, bootstrap, { cwd: root });
  expect(output).toMatch(/Initial test run succeeded\. Ran \d+ tests/);
  expect(output).toMatch(/held\.ts +\| +\d+\.\d+ \| +\d+\.\d+ \| +[1-9]\d* \|/);
  expect(code).toBe(0);
});

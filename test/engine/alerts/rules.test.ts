/** What every alert does, told by promtool: when it fires, for which node, and when it does not. */
import { beforeAll, describe, expect, it } from "@jest/globals";
import { failuresOf } from "./promtool.ts";
import { ruleTests } from "./rule-tests.ts";

describe("the alert", () => {
  let failures: (string | undefined)[] = [];

  beforeAll(async () => {
    failures = await failuresOf(ruleTests);
  });

  it.each(ruleTests.map(({ alert }, index) => [alert.name, index] as const))(
    "%s does what its table says",
    (_, index) => {
      expect(ruleTests[index]?.groups.length).toBeGreaterThanOrEqual(4);
      expect(failures[index]).toBeUndefined();
    },
  );
});

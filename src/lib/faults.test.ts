import { expect, it } from "@jest/globals";
import { formatFault } from "./faults.ts";

it.each([
  ["a\nb", "a\\u000ab"],
  ["a\r\tb", "a\\u000d\\u0009b"],
  ["a\0b", "a\\u0000b"],
  ["a\u202eb", "a\\u202eb"],
  ["a\u2028b", "a\\u2028b"],
  ["\u001b[31m", "\\u001b[31m"],
])("is one line that is seen as it is, whatever was found: %j", (found, seen) => {
  expect(formatFault({ path: found, problem: `got ${found}`, fix: "fix it" })).toBe(
    `${seen}: got ${seen}; fix it`,
  );
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSamePolicy } from "./hujson.ts";

const POLICY = `{
  // Everybody.
  "grants": [{"src": ["*"], "dst": ["a:1"]}], // and so on
  "hosts": {"a": "100.64.0.1"}, /* last */
}`;

describe("the same policy", () => {
  it.each([
    ["indented otherwise", POLICY.replaceAll("  ", "\t\t")],
    ["with other line ends", POLICY.replaceAll("\n", "\r\n")],
    ["with more trailing commas", POLICY.replace('"a:1"]}]', '"a:1",],},]')],
    ["without a trailing comma before a comment", POLICY.replace(", /*", " /*")],
    ["without blanks", POLICY.replaceAll(": ", ":").replaceAll(", ", ",")],
  ])("%s", (_title, other) => {
    expect(other).not.toBe(POLICY);
    expect(isSamePolicy(POLICY, other)).toBe(true);
  });
});

describe("another policy", () => {
  it.each([
    ["another value", POLICY.replace("a:1", "a:2")],
    ["a blank in a string", POLICY.replace("a:1", "a :1")],
    ["another comment", POLICY.replace("Everybody", "Nobody")],
    ["a comment less", POLICY.replace(" /* last */", "")],
    [
      "another order",
      POLICY.replace('"src": ["*"], "dst": ["a:1"]', '"dst": ["a:1"], "src": ["*"]'),
    ],
    ["an element more", POLICY.replace('["*"]', '["*", "*"]')],
  ])("%s", (_title, other) => {
    expect(other).not.toBe(POLICY);
    expect(isSamePolicy(POLICY, other)).toBe(false);
  });
});

it("takes any layout of JSON for the same", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(4), (value, indent) => {
      const [short, long] = [JSON.stringify(value), JSON.stringify(value, undefined, indent)];
      expect(isSamePolicy(short, long)).toBe(true);
    }),
  );
});

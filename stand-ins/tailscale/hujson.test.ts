import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isSamePolicy, parsePolicy } from "./hujson.ts";

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
    expect(parsePolicy(other)).toEqual(parsePolicy(POLICY));
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

it("reads comments and commas inside of strings as text", () => {
  expect(parsePolicy('{"a": "// no, /* comment */", "b": ",}", "c": "\\"//",}')).toEqual({
    a: "// no, /* comment */",
    b: ",}",
    c: '"//',
  });
});

it("reads whatever is JSON, in any layout", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(4), (value, indent) => {
      const [short, long] = [JSON.stringify(value), JSON.stringify(value, undefined, indent)];
      expect(parsePolicy(long)).toEqual(JSON.parse(short));
      expect(isSamePolicy(short, long)).toBe(true);
    }),
  );
});

it.each([
  "",
  "{",
  '{"a": }',
  '{"a" 1}',
  "{,}",
  '{"a": 1,, "b": 2}',
  "/* open {}",
  '"open',
  "{} {}",
])("refuses %j", (text) => {
  expect(() => parsePolicy(text)).toThrow(SyntaxError);
});

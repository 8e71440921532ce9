import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { UNKNOWN } from "../kit/values.ts";
import type { Properties } from "../kit/values.ts";
import { checkCharacters, drawCharacters, STRING_DEFAULTS } from "./characters.ts";

const ANY = /^[a-zA-Z0-9!@#$%&*()\-_=+[\]{}<>:?]*$/;
const NONE = { lower: false, upper: false, numeric: false, special: false };

function rules(changed: Properties): Properties {
  return { ...STRING_DEFAULTS, ...changed };
}

function count(text: string, alphabet: RegExp): number {
  return text.match(alphabet)?.length ?? 0;
}

it("draws the length it is asked for, with each class's minimum at least", () => {
  const minimum = fc.nat(5);
  fc.assert(
    fc.property(
      minimum,
      minimum,
      minimum,
      minimum,
      fc.nat(20),
      (lower, upper, digit, mark, more) => {
        const length = lower + upper + digit + mark + more;
        const text = drawCharacters(
          rules({ length, minLower: lower, minUpper: upper, minNumeric: digit, minSpecial: mark }),
        );
        expect(text).toHaveLength(length);
        expect(count(text, /[a-z]/g)).toBeGreaterThanOrEqual(lower);
        expect(count(text, /[A-Z]/g)).toBeGreaterThanOrEqual(upper);
        expect(count(text, /[0-9]/g)).toBeGreaterThanOrEqual(digit);
        expect(count(text, /[^a-zA-Z0-9]/g)).toBeGreaterThanOrEqual(mark);
        expect(text).toMatch(ANY);
      },
    ),
  );
});

describe("a class that is alone switched on is all there is:", () => {
  it.each<[string, Properties, RegExp]>([
    ["lower", { lower: true }, /^[a-z]{200}$/],
    ["upper", { upper: true }, /^[A-Z]{200}$/],
    ["numeric", { numeric: true }, /^[0-9]{200}$/],
    ["special, in an alphabet given", { special: true, overrideSpecial: "._" }, /^[._]{200}$/],
  ])("%s", (_title, on, expected) => {
    expect(drawCharacters(rules({ ...NONE, ...on, length: 200 }))).toMatch(expected);
  });
});

it("draws another text each time", () => {
  const texts = Array.from({ length: 50 }, () => drawCharacters(rules({ length: 20 })));
  expect(new Set(texts).size).toBe(50);
});

it("puts the minimums at any place", () => {
  const draw = (): string => drawCharacters({ ...NONE, lower: true, minUpper: 1, length: 2 });
  const texts = Array.from({ length: 200 }, draw);
  expect(texts.some((text) => /^[A-Z][a-z]$/.test(text))).toBe(true);
  expect(texts.some((text) => /^[a-z][A-Z]$/.test(text))).toBe(true);
});

describe("checkCharacters", () => {
  it.each<[string, Properties, string[]]>([
    ["accepts a length of just the minimums", { length: 4, minLower: 2, minUpper: 2 }, []],
    [
      "refuses a length below the sum of the minimums",
      { length: 3, minLower: 2, minUpper: 2 },
      ["must be at least the sum of the minimums, 4, got 3"],
    ],
    [
      "refuses rules that leave no character",
      { length: 3, ...NONE },
      ["every character class is switched off"],
    ],
    ["refuses a length of nothing", { length: 0 }, ["must be at least 1, got 0"]],
    ["waits where a rule is unknown", { length: UNKNOWN, minLower: 9 }, []],
  ])("%s", (_title, changed, reasons) => {
    const failures = reasons.map((reason) => ({ property: "length", reason }));
    expect(checkCharacters(rules(changed))).toEqual(failures);
  });
});

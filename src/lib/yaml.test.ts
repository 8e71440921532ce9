import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { UserError } from "./error.ts";
import { textFile } from "./text-file.ts";
import { parseYaml } from "./yaml.ts";

function read(text: string): unknown {
  return parseYaml(textFile("Pulumi.starlord.yaml", text)).content;
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return "";
}

/** The same against Pulumi itself: test/engine/stack-files.test.ts. */
it("merges, and lets a key of its own count before what it merges", () => {
  expect(read("a: &a { x: 1, y: 1 }\nb: { <<: *a, y: 2 }\nc:\n  <<: [*a, { z: 3 }]\n")).toEqual({
    a: { x: 1, y: 1 },
    b: { x: 1, y: 2 },
    c: { x: 1, y: 1, z: 3 },
  });
});

it.each(["a: 1\r\nb: 2\r\n", "---\na: 1\nb: 2\n", "# c\na: 1 # d\nb: 2\n...\n", "{a: 1, b: 2}"])(
  "reads %j",
  (text) => {
    expect(read(text)).toEqual({ a: 1, b: 2 });
  },
);

describe("says file, line and fix of", () => {
  it.each([
    ["nothing", "", ": must have settings, is empty; restore it with git checkout"],
    ["blanks", " \n\n", ": must have settings, is empty; restore it with git checkout"],
    [
      "comments alone",
      "# a\n---\n# b\n",
      ": must have settings, is empty; restore it with git checkout",
    ],
    [
      "a key that is there twice",
      "a: 1\nb: 2\na: 3\n",
      ":3: must have each key once, has a again; remove one of them",
    ],
    [
      "one further in",
      "a:\n  b: 1\n  c: 2\n  b: 3\n",
      ":4: must have each key once, has b again; remove one of them",
    ],
    [
      "one with quotes",
      'a: 1\n"a": 3\n',
      ':2: must have each key once, has "a" again; remove one of them',
    ],
    [
      "one in braces",
      "a: { b: 1, b: 2 }\n",
      ":1: must have each key once, has b again; remove one of them",
    ],
    ["a tab", "a:\n\tb: 1\n", ":2: must be indented by blanks, has a tab; mend that line"],
    [
      "a tab further in",
      "a:\n  b:\n  \tc: 1\n",
      ":3: must be indented by blanks, has a tab; mend that line",
    ],
    [
      "a conflict",
      "a: 1\n<<<<<<< HEAD\nb: 2\n",
      ":2: must have no mark of a conflict, has <<<<<<< HEAD; merge it by hand",
    ],
    ["a list", "- a\n- b\n", ":1: must be a map of keys to values, is not; mend that line"],
    ["text", "hello\n", ":1: must be a map of keys to values, is not; mend that line"],
    [
      "two documents",
      "a: 1\n---\nb: 2\n",
      ":2: must be one document, has another; remove it with its ---",
    ],
    [
      "a bracket that stays open",
      "a: [1,\n",
      ":2: must be YAML, is not: flow sequence in block collection must be sufficiently indented and end with a ]; mend that line",
    ],
    [
      "a quote that stays open",
      'a: "x\n',
      ':2: must be YAML, is not: missing closing "quote; mend that line',
    ],
    [
      "keys out of line",
      "a:\n  b: 1\n c: 2\n",
      ":3: must be YAML, is not: all mapping items must start at the same column; mend that line",
    ],
  ])("%s", (_what, text, message) => {
    expect(refusal(text)).toBe(`Pulumi.starlord.yaml${message}`);
  });
});

it("reads blank lines in front of a key at once", () => {
  expect(parseYaml(textFile("a", `${"\n".repeat(1000)}a: 1\n`)).content).toEqual({ a: 1 });
});

it("knows the line of a value, or of what is above it", () => {
  const { lineOf } = parseYaml(textFile("a", "config:\n  bev:node:\n    host: x\n"));
  expect(
    [["config", "bev:node", "host"], ["config", "bev:node", "gone"], ["gone"]].map(lineOf),
  ).toEqual([3, 3, 1]);
});

it("never throws anything but one line with the file's name", () => {
  const piece = fc.constantFrom(
    ..."ab:-[]{}&*!|>'\"%@`#\t\n 0_,?".split(""),
    ": ",
    "<<: ",
    "- ",
    "a: ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const message = refusal(pieces.join(""));
      expect(message === "" || /^Pulumi\.starlord\.yaml(:\d+)?: .+; .+$/.test(message)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseHujson } from "./hujson.ts";

it.each([
  ['{"a": 1}', { a: 1 }],
  ['{"a": 1, // one\n "b": 2}', { a: 1, b: 2 }],
  ['{"a": /* one,\n two */ 1}', { a: 1 }],
  ['{"a": [1, 2,], }', { a: [1, 2] }],
  ['{"a": "http://b/*c*/,]"}', { a: "http://b/*c*/,]" }],
  ['{"a": "quote \\" // no comment,}"}', { a: 'quote " // no comment,}' }],
  ['{"a": [1, // one\n],}', { a: [1] }],
  ['{"__proto__": {"a": 1}}', JSON.parse('{"__proto__": {"a": 1}}')],
])("reads %s", (text, expected) => {
  expect(parseHujson(text)).toEqual(expected);
});

it("reads whatever is JSON, in any layout", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(4), (value, indent) => {
      const long = JSON.stringify(value, undefined, indent);
      expect(parseHujson(long)).toEqual(JSON.parse(long));
    }),
  );
});

it.each([
  ...["", "{", '{"a": }', "{'a': 1}", '{"a" 1}', "{,}", '{"a": 1,, "b": 2}'],
  ...["/* open {}", '"open', "{} {}"],
])("refuses %j", (text) => {
  expect(() => parseHujson(text)).toThrow(SyntaxError);
});

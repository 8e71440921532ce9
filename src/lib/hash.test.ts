import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { hashOf } from "./hash.ts";

it("is the same for the same data in another order of keys", () => {
  expect(hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(hashOf({ b: { d: 3, c: 2 }, a: 1 }));
});

it("changes with the data", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(hashOf({ value: a }) === hashOf({ value: b })).toBe(a === b);
    }),
  );
});

it("keeps the order of lists", () => {
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
});

// Each container has such a hash as its label.
it("stays as it is, because another hash would replace every container", () => {
  expect(hashOf({ name: "redis", ports: [6379] })).toBe("fed41620194d5a88");
});

import { expect, it } from "@jest/globals";
import * as rpc from "@pulumi/pulumi/runtime/rpc.js";
import { containsUnknown, decode, encode, isZero, SECRET, SIGNATURE, UNKNOWN } from "./values.ts";
import type { Value } from "./values.ts";

it("uses the SDK's constants", () => {
  expect({ UNKNOWN, SIGNATURE, SECRET }).toEqual({
    UNKNOWN: rpc.unknownValue,
    SIGNATURE: rpc.specialSigKey,
    SECRET: rpc.specialSecretSig,
  });
});

it("marks the whole top-level property again when a secret was inside an array", () => {
  const secret = { [SIGNATURE]: SECRET, value: "canary" };
  const wire = encode({ envs: ["A=1", secret], plain: 1 }, new Set());
  const decoded = decode(wire);
  expect(decoded.values).toEqual({ envs: ["A=1", "canary"], plain: 1 });
  expect([...decoded.secrets]).toEqual(["envs"]);
  expect(encode(decoded.values, decoded.secrets).toJavaScript()).toEqual({
    envs: { [SIGNATURE]: SECRET, value: ["A=1", "canary"] },
    plain: 1,
  });
});

it("finds an unknown at any depth", () => {
  expect(containsUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
  expect(containsUnknown({ a: [{ b: "known" }] })).toBe(false);
});

it("counts as unset what a bridged provider cannot tell from unset", () => {
  const unset: (Value | undefined)[] = [undefined, null, "", 0, false, [], {}, { a: 0 }];
  expect(unset.every((value) => isZero(value))).toBe(true);
  expect(["x", 1, true, [0], { a: 1 }].some((value) => isZero(value))).toBe(false);
});

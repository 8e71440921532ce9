/** What people read of Pulumi's messages. */
import { expect, it } from "@jest/globals";
import { saidIn } from "./pulumi-said.ts";

it.each([
  ["error: no stack selected\n", "no stack selected"],
  ["warning: one\nerror: two\n", "one\ntwo"],
  ["error: failed to load checkpoint: EOF\n", "failed to load checkpoint: EOF; run npx bev repair"],
])("says of %j what there is to do", (stderr, said) => {
  expect(saidIn(stderr)).toBe(said);
});

/** Which images an Engine lacks, by what it lists. */
import { expect, it } from "@jest/globals";
import { isThere } from "./target.ts";

const LISTED = ["127.0.0.1:5056/redis@sha256:aa", "127.0.0.1:5056/bev/tor@<none>"].join("\n");

it.each([
  [true, "has it", { reference: "127.0.0.1:5056/redis:8.0", digest: "sha256:aa" }],
  [false, "has another one", { reference: "127.0.0.1:5056/redis:8.0", digest: "sha256:a" }],
  [false, "made it itself", { reference: "127.0.0.1:5056/bev/tor:1.0.0" }],
  [false, "lacks it", { reference: "127.0.0.1:5056/nginx:1", digest: "sha256:aa" }],
])("says %s where the Engine %s", (isListed, _what, image) => {
  expect(isThere(LISTED, { ...image, stacks: ["oracle1"] })).toBe(isListed);
});

import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { gpuPlacementFaults, mayUseGpu, runsOn } from "./placement.ts";

const service = { name: "knowledge-evolution", family: "gpu-ai", wantsGpu: true };

it("lets a GPU service run on THANOS alone", () => {
  expect(["thanos", "oracle1", "starlord", "edge-us-east", "THANOS", ""].filter(mayUseGpu)).toEqual(
    ["thanos"],
  );
});

it("names the path, the value and the fix of a GPU service elsewhere", () => {
  expect(formatFaults(gpuPlacementFaults([{ ...service, node: "oracle1" }]))).toBe(
    'oracle1/knowledge-evolution/node: must be "thanos", the only node with a GPU, got "oracle1"; ' +
      "set it in src/catalog/gpu-ai.ts",
  );
});

it("has nothing against one on THANOS, or one that wants no GPU", () => {
  expect(
    gpuPlacementFaults([
      { ...service, node: "thanos" },
      { ...service, node: "oracle1", wantsGpu: false },
    ]),
  ).toEqual([]);
});

it.each([
  [["linux/amd64", "linux/arm64/v8"], "arm64", true],
  [["linux/amd64"], "arm64", false],
  [["windows/amd64"], "amd64", false],
  [[], "amd64", false],
])("finds %j on %s: %s", (platforms, architecture, expected) => {
  expect(runsOn(platforms, architecture)).toBe(expected);
});

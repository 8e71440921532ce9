import { expect, it } from "@jest/globals";
import { formatFaults } from "../lib/faults.ts";
import { familyFaults, gpuPlacementFaults, runsOn } from "./placement.ts";

const service = { name: "knowledge-evolution", family: "gpu-ai", wantsGpu: true };

const gpuNodes = ["thanos"];
const problemsOn = (node: string, nodes = gpuNodes) =>
  formatFaults(gpuPlacementFaults([{ ...service, node }], nodes));

it("lets a GPU service run on a node with a GPU alone", () => {
  const places = ["thanos", "oracle1", "starlord", "edge-us-east", "THANOS", ""];
  expect(places.filter((node) => problemsOn(node) === "")).toEqual(["thanos"]);
});

it("names the path, the value and the fix of a GPU service elsewhere", () => {
  expect(problemsOn("oracle1")).toBe(
    'oracle1/knowledge-evolution/node: must be "thanos", the only node with a GPU, got "oracle1"; ' +
      "set it in src/catalog/gpu-ai.ts",
  );
});

it("names all nodes with a GPU", () => {
  expect(problemsOn("oracle1", ["thanos", "thanos2"])).toBe(
    'oracle1/knowledge-evolution/node: must be "thanos" or "thanos2", the nodes with a GPU, got ' +
      '"oracle1"; set it in src/catalog/gpu-ai.ts',
  );
});

it("has nothing against a service that wants no GPU", () => {
  const none = { ...service, node: "oracle1", wantsGpu: false };
  expect(gpuPlacementFaults([none], gpuNodes)).toEqual([]);
});

it("lets a service run where its family may, and names those places", () => {
  const places = { thanos: ["queue", "database"], oracle1: ["database"], edge: ["edge"] };
  const on = (node: string, family: string) =>
    formatFaults(familyFaults([{ name: "kafka-1", node, family }], places));
  expect([on("thanos", "queue"), on("edge-us-east", "edge")]).toEqual(["", ""]);
  expect(on("oracle1", "queue")).toBe(
    'oracle1/kafka-1/family: must be a family of "oracle1", got "queue", of thanos; move it, or add ' +
      "the family to the node's row in src/catalog/nodes.ts",
  );
});

it.each([
  [["linux/amd64", "linux/arm64/v8"], "arm64", true],
  [["linux/amd64"], "arm64", false],
  [["windows/amd64"], "amd64", false],
  [[], "amd64", false],
])("finds %j on %s: %s", (platforms, architecture, expected) => {
  expect(runsOn(platforms, architecture)).toBe(expected);
});

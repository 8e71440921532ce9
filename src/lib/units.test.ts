import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { containerOutputs } from "../../stand-ins/docker/container-read.ts";
import { answer } from "../../test/kit/docker-answer.ts";
import { formatCpus, formatDuration, formatMemory } from "./units.ts";

describe("formatCpus", () => {
  it("writes what the docker provider reads back, for every value it takes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 999 }), (hundredths) => {
        const cores = hundredths / 100;
        const info = answer({ NanoCpus: Math.round(cores * 1e9) });
        expect(formatCpus(cores)).toBe(containerOutputs({}, info)["cpus"]);
      }),
    );
  });

  it.each([0, 0.05, 0.125, 10, -1, NaN])("refuses %d, which would not read back", (cores) => {
    expect(() => formatCpus(cores)).toThrow(
      `cpus: must be 0.1 to 9.99 in steps of 0.01, got ${String(cores)}`,
    );
  });
});

it.each([
  [0, "0s"],
  [10, "10s"],
  [60, "1m0s"],
  [90, "1m30s"],
  [3600, "1h0m0s"],
  [3725, "1h2m5s"],
])("writes %d seconds as Go does", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it("shows memory in gibibytes", () => {
  expect(formatMemory(1536)).toBe("1.5 GiB");
});

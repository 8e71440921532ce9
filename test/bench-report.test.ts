import { expect, it } from "@jest/globals";
import type { Usage } from "./bench/processes.ts";
import type { Previews } from "./bench/previews.ts";
import { growthText, previewsText } from "./bench/report.ts";

const usage = (seconds: number, cpu: number): Usage => ({
  ...{ seconds, cpu, memory: 512, cpuOf: { engine: 0.5, program: cpu - 0.5 } },
});

function previews(scale: number): Previews {
  return {
    resources: 7,
    usages: {
      flat: [usage(4 * scale, 8 * scale), usage(40, 80), usage(0, 0.5)],
      "flat, packs": [usage(5 * scale, 10 * scale)],
      program: [usage(2 * scale, 4 * scale)],
      "program, packs": [usage(3 * scale, 6 * scale)],
    },
  };
}

it("prints medians, ratios and what each process took", () => {
  expect(previewsText("thanos", previews(1)).split("\n")).toEqual([
    "thanos: 7 resources of plugins, medians of 3",
    "                clock s  processor s  MiB",
    "flat               4.00         8.00  512",
    "flat, packs        5.00        10.00  512",
    "program            2.00         4.00  512",
    "program, packs     3.00         6.00  512",
    "ratios, processor: program / flat 0.50, packs / flat 0.25, program with packs / flat with packs 0.60",
    "ratios, clock: program / flat 0.50, packs / flat 0.25, program with packs / flat with packs 0.60",
    "  flat: engine 0.50, program 7.50",
    "  flat, packs: engine 0.50, program 9.50",
    "  program: engine 0.50, program 3.50",
    "  program, packs: engine 0.50, program 5.50",
  ]);
});

it("prints how many times more the larger one takes", () => {
  expect(growthText(previews(1), previews(5))).toBe(
    "growth: flat 5.00 x, flat, packs 5.00 x, program 5.00 x, program, packs 5.00 x",
  );
});

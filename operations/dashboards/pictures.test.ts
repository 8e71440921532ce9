/** What becomes of Prometheus' answers: even times, one line for each series, legends from labels. */
import { expect, it } from "@jest/globals";
import { pictureOf, spanBefore } from "./pictures.ts";
import type { ApiSeries } from "./pictures.ts";

const span = { times: [0, 60, 120] };
const panel = {
  title: "Memory",
  unit: "share",
  series: { "{{node}}/{{service}} used": "memory" },
  runbook: "docs/runbooks/redis-exporter.md",
} as const;
const found = new Map<string, ApiSeries[]>([
  [
    "memory",
    [
      {
        metric: { node: "oracle1", service: "redis" },
        values: [
          [0, "0.5"],
          [120, "0.25"],
        ],
      },
      {
        metric: { node: "thanos", service: "redis-thanos" },
        values: [
          [60, "NaN"],
          [120, "+Inf"],
        ],
      },
    ],
  ],
]);

it("draws a line for each series, with gaps where nothing can be shown", () => {
  expect(pictureOf(panel, found, span)).toEqual({
    ...{ title: "Memory", unit: "share", runbook: "docs/runbooks/redis-exporter.md" },
    lines: [
      { legend: "oracle1/redis used", values: [0.5, null, 0.25] },
      { legend: "thanos/redis-thanos used", values: [null, null, null] },
    ],
  });
});

it("leaves out what the dashboard is not about", () => {
  const only = { label: "node", value: "thanos" } as const;
  const legends = pictureOf({ ...panel, only }, found, span).lines.map(({ legend }) => legend);
  expect(legends).toEqual(["thanos/redis-thanos used"]);
});

it("has no line where nobody answered", () => {
  expect(pictureOf(panel, new Map(), span).lines).toEqual([]);
});

it.each([
  ["10 minutes", 600_000, 3, 201],
  ["6 hours", 6 * 3_600_000, 90, 241],
  ["30 seconds", 30_000, 1, 31],
])("asks %s in even steps that end at the last whole one", (_, milliseconds, step, count) => {
  const { times } = spanBefore(new Date(1_000_000_999), milliseconds);
  const last = Math.floor(1_000_000 / step) * step;
  expect(times).toHaveLength(count);
  expect(times.at(-1)).toBe(last);
  expect(times[0]).toBe(last - (count - 1) * step);
});

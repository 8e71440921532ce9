/** Which words of an expression are metrics. */
import { expect, it } from "@jest/globals";
import { metricNames } from "./kit/metric-names.ts";

it("finds metrics, and neither labels nor functions", () => {
  const expr = 'sum by (node) (rate(a_total{job="j"}[5m])) / on (node) bev:b > 0 or absent(c)';
  expect(metricNames(expr)).toEqual(["a_total", "bev:b", "c"]);
});

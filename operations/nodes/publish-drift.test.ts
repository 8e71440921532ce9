/** What Prometheus reads of a comparison. */
import { expect, it } from "@jest/globals";
import { driftMetrics } from "./publish-drift.ts";

const line = (container: string, field: string) => ({
  ...{ node: "thanos", container, field, expected: "1", found: "2" },
});
const now = new Date("2026-11-29T12:00:00.900Z");

it("counts containers, not what differs of each, and says when", () => {
  const lines = [line("bev_a", "memory"), line("bev_a", "user"), line("bev_b", "user")];
  expect(
    driftMetrics({ lines }, now)
      .split("\n")
      .filter((one) => !one.startsWith("#")),
  ).toEqual(["bev_drift_containers 2", "bev_drift_checked_timestamp_seconds 1795953600", ""]);
});

it("says that none differs", () => {
  expect(driftMetrics({ lines: [] }, now)).toMatch(/^bev_drift_containers 0$/m);
});

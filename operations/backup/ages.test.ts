/** Ages of backups, and which one a restore takes. */
import { expect, it } from "@jest/globals";
import { agesOf, ageText, drillText, sizeText, snapshotAt } from "./ages.ts";

const HOUR = 3600;
const NOW = Date.parse("2026-11-30T12:00:00Z");
const snapshot = (id: string, service: string, time: string) => ({
  ...{ id, service, time, bytes: 2048, facts: "" },
});
const snapshots = [
  snapshot("a", "redis", "2026-11-30T09:00:00Z"),
  snapshot("b", "redis", "2026-11-30T10:30:00Z"),
  snapshot("c", "postgres", "2026-11-30T11:00:00Z"),
];
const script = { container: "", save: "", restore: "", facts: "", into: "volume" as const };
const agent = {
  node: "thanos",
  everySeconds: HOUR,
  saved: ["redis", "postgres", "neo4j"].map((service) => ({ service, ...script })),
};

it("is that of the newest, late beyond one and a half times the schedule, and endless without any", () => {
  const found = agesOf(agent, snapshots, NOW);
  expect(found.map(({ newest, count, ageSeconds }) => [newest?.id, count, ageSeconds])).toEqual([
    ["b", 2, 1.5 * HOUR],
    ["c", 1, HOUR],
    [undefined, 0, Infinity],
  ]);
  expect(found.map(({ isLate }) => isLate)).toEqual([false, false, true]);
  expect(agesOf(agent, snapshots, NOW + 1000)[0]?.isLate).toBe(true);
});

it("gives a restore the newest, or the newest of a time", () => {
  expect(snapshotAt(snapshots, "redis")?.id).toBe("b");
  expect(snapshotAt(snapshots, "redis", Date.parse("2026-11-30T10:29:59Z"))?.id).toBe("a");
  expect(snapshotAt(snapshots, "redis", Date.parse("2026-11-30T10:30:00Z"))?.id).toBe("b");
  expect(snapshotAt(snapshots, "redis", Date.parse("2026-11-30T08:00:00Z"))).toBeUndefined();
});

it.each([
  [59, "0 min"],
  [2 * HOUR - 1, "119 min"],
  [2 * HOUR, "2 h"],
  [47.9 * HOUR, "47 h"],
  [48 * HOUR, "2 days"],
  [Infinity, "-"],
])("says %d seconds as %s", (seconds, text) => {
  expect(ageText(seconds)).toBe(text);
});

it.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [3 * 1024 ** 3, "3.0 GiB"],
])("says %d bytes as %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it("says when a service was drilled, and whether it came back", () => {
  const at = "2026-11-28T12:00:00Z";
  expect(drillText(undefined, NOW)).toBe("-");
  expect(drillText({ at, why: "" }, NOW)).toBe("2 days ago");
  expect(drillText({ at, why: "lacks a line" }, NOW)).toBe("failed 2 days ago");
});

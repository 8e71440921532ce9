/** What is made of Alertmanager's answers. */
import { expect, it } from "@jest/globals";
import { readAlerts } from "./alerts.ts";
import type { ApiAlert } from "./alerts.ts";

const WATCHDOG = alert({ alertname: "Watchdog", severity: "info" });

function alert(
  labels: Record<string, string>,
  {
    startsAt = "2026-11-29T12:00:00Z",
    silencedBy = [],
    inhibitedBy = [],
  }: Partial<Pick<ApiAlert, "startsAt"> & ApiAlert["status"]> = {},
): ApiAlert {
  const annotations = { summary: "it is down", runbook: "docs/runbooks/platform.md#targetdown" };
  return { labels, annotations, startsAt, status: { silencedBy, inhibitedBy } };
}

it("shows the worst first, and of those the oldest", () => {
  const { firing } = readAlerts(
    [
      alert({ alertname: "A", severity: "info" }),
      alert({ alertname: "B", severity: "critical" }, { startsAt: "2026-11-29T12:00:01Z" }),
      alert({ alertname: "C", severity: "other" }),
      alert({ alertname: "D", severity: "critical" }),
      alert({ alertname: "E", severity: "warning" }),
    ],
    [],
  );
  expect(firing.map(({ name }) => name)).toEqual(["D", "B", "E", "A", "C"]);
});

it("says of an alert what its labels and annotations say", () => {
  const labels = {
    alertname: "TargetDown",
    severity: "critical",
    node: "thanos",
    service: "redis",
  };
  expect(readAlerts([alert(labels)], []).firing).toEqual([
    {
      name: "TargetDown",
      ...{ severity: "critical", node: "thanos", service: "redis" },
      since: "2026-11-29T12:00:00Z",
      summary: "it is down",
      runbook: "docs/runbooks/platform.md#targetdown",
      quiet: undefined,
    },
  ]);
});

it("says why nobody is told", () => {
  const silence = { createdBy: "ann", comment: "moving data", endsAt: "2026-11-29T14:00:00Z" };
  const { firing } = readAlerts(
    [
      alert({ alertname: "A" }, { silencedBy: ["2"] }),
      alert({ alertname: "B" }, { inhibitedBy: ["f00"] }),
      alert({ alertname: "C" }),
    ],
    [
      { ...silence, id: "1", comment: "of another" },
      { ...silence, id: "2" },
    ],
  );
  expect(firing.map(({ quiet }) => quiet)).toEqual([
    "silenced until 2026-11-29T14:00:00 by ann: moving data",
    "follows from another alert",
    undefined,
  ]);
});

it("does not show the watchdog, and says whether it fires", () => {
  const other = alert({ alertname: "A" });
  expect(readAlerts([WATCHDOG], [])).toEqual({ firing: [], isWatched: true });
  expect(readAlerts([], [])).toEqual({ firing: [], isWatched: false });
  expect(readAlerts([other], []).isWatched).toBe(false);
});

it("takes a test of a receiver for no alert", () => {
  const test = alert({ alertname: "ReceiverTest", receiver_test: "chat", severity: "info" });
  expect(readAlerts([test], [])).toEqual({ firing: [], isWatched: false });
  expect(readAlerts([test, WATCHDOG], [])).toEqual({ firing: [], isWatched: true });
});

/** The page with the dashboards: one file, which no label can break. */
import { expect, it } from "@jest/globals";
import { dataOf } from "../../test/kit/dashboards.ts";
import { dashboardsPage } from "./page.ts";

const HOSTILE = "</script><img src=x onerror=alert(1)>";
const pictures = [
  {
    title: "Memory",
    unit: "share" as const,
    runbook: "docs/runbooks/platform.md",
    lines: [{ legend: HOSTILE, values: [1, null] }],
  },
];
const page = dashboardsPage([{ id: "alerts", title: "Alerts", pictures }], {
  times: [1_764_000_000, 1_764_003_600],
});

it("holds its data as text that ends no script", () => {
  expect(page).not.toContain(HOSTILE);
  expect(dataOf(page)).toEqual({
    times: [1_764_000_000, 1_764_003_600],
    dashboards: [{ id: "alerts", title: "Alerts", pictures }],
  });
});

it("says from when to when, and loads nothing", () => {
  expect(page).toContain("<p>2025-11-24 16:00 to 2025-11-24 17:00 UTC</p>");
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/(src|href)=["']?https?:/);
});

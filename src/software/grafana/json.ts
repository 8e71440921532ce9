/** A dashboard as Grafana reads it from a file. */
import type { Unit } from "../metrics.ts";
import type { Dashboard, Selection, ShownPanel } from "./dashboards.ts";

/** Its name in the data sources' file. */
export const DATA_SOURCE = { type: "prometheus", uid: "prometheus" };

const UNITS: Readonly<Record<Unit, string>> = {
  count: "short",
  share: "percentunit",
  percent: "percent",
  seconds: "s",
  bytes: "bytes",
  "per second": "ops",
  degrees: "celsius",
};

/** Two panels side by side, in the 24 columns that a dashboard has. */
const SIZE = { w: 12, h: 8 };

export function dashboardJson({ id, title, panels }: Dashboard): string {
  const model = {
    uid: `bev-${id}`,
    title,
    tags: ["bev"],
    schemaVersion: 39,
    editable: false,
    timezone: "utc",
    refresh: "30s",
    time: { from: "now-6h", to: "now" },
    panels: panels.map(panelJson),
  };
  return `${JSON.stringify(model, undefined, 2)}\n`;
}

function panelJson(panel: ShownPanel, index: number) {
  const { title, unit, series, runbook, only, empty } = panel;
  return {
    id: index + 1,
    type: "timeseries",
    title,
    description: runbook,
    datasource: DATA_SOURCE,
    gridPos: { ...SIZE, x: (index % 2) * SIZE.w, y: Math.floor(index / 2) * SIZE.h },
    fieldConfig: {
      defaults: { unit: UNITS[unit], ...(empty !== undefined && { noValue: empty }) },
      overrides: [],
    },
    targets: Object.entries(series).map(([legendFormat, expr], place) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + place),
      datasource: DATA_SOURCE,
      expr: only ? selected(expr, only) : expr,
      legendFormat,
    })),
  };
}

/** Every series has the labels of a target, so that a target selects it. */
function selected(expr: string, { label, value }: Selection): string {
  return `(${expr}) and on (${label}) up{${label}="${value}"}`;
}

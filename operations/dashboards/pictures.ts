/** The dashboards with the values that a Prometheus has for them. */
import { softwareOf } from "../../src/software/index.ts";
import { dashboardsOf } from "../../src/software/grafana/dashboards.ts";
import type { ShownPanel } from "../../src/software/grafana/dashboards.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { ask, monitorOf } from "../nodes/monitor.ts";
import type { Monitor } from "../nodes/monitor.ts";

/** Points of a line: more than a screen's panel can show. */
const POINTS = 240;

export interface PicturedDashboard {
  id: string;
  title: string;
  pictures: Picture[];
}

export interface Picture extends Pick<ShownPanel, "title" | "unit" | "runbook" | "empty"> {
  lines: Line[];
}

export interface Line {
  legend: string;
  /** One for each time; null where there is none. */
  values: (number | null)[];
}

export interface Span {
  /** Seconds since 1970, evenly spaced. */
  times: number[];
}

/** As Prometheus' API has it: times in seconds, values as text. */
export interface ApiSeries {
  metric: Readonly<Record<string, string>>;
  values: readonly (readonly [number, string])[];
}

/** The time before `end` in even steps, whole seconds long. */
export function spanBefore(end: Date, milliseconds: number): Span {
  const step = Math.max(1, Math.ceil(milliseconds / 1000 / POINTS));
  const last = Math.floor(end.getTime() / 1000 / step) * step;
  const count = Math.floor(milliseconds / 1000 / step) + 1;
  return { times: Array.from({ length: count }, (_, index) => last - (count - 1 - index) * step) };
}

/** @throws UserError where Prometheus does not answer */
export async function drawDashboards(
  config: StackConfig,
  span: Span,
  report: (done: string) => void,
): Promise<PicturedDashboard[]> {
  const prometheus = monitorOf("prometheus", config);
  const { site, service } = prometheus;
  const dashboards = dashboardsOf({ ...site, service, softwareOf });
  const series = dashboards.flatMap(({ panels }) => panels.map((one) => one.series));
  const exprs = new Set(series.flatMap(Object.values<string>));
  const found = new Map<string, ApiSeries[]>();
  for (const expr of exprs) {
    found.set(expr, await seriesOf(prometheus, expr, span));
    report(`${String(found.size)} of ${String(exprs.size)} questions`);
  }
  return dashboards.map(({ id, title, panels }) => ({
    ...{ id, title },
    pictures: panels.map((panel) => pictureOf(panel, found, span)),
  }));
}

export function pictureOf(
  { title, unit, runbook, series, only, empty }: ShownPanel,
  found: ReadonlyMap<string, readonly ApiSeries[]>,
  { times }: Span,
): Picture {
  const lines = Object.entries(series).flatMap(([legend, expr]) =>
    (found.get(expr) ?? [])
      .filter(({ metric }) => !only || metric[only.label] === only.value)
      .map((one) => ({ legend: legendOf(legend, one), values: valuesAt(times, one) })),
  );
  return { title, unit, runbook, ...(empty !== undefined && { empty }), lines };
}

function legendOf(legend: string, { metric }: ApiSeries): string {
  return legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? "").trim();
}

function valuesAt(times: readonly number[], { values }: ApiSeries): (number | null)[] {
  const byTime = new Map(values);
  return times.map((time) => {
    const value = Number(byTime.get(time) ?? NaN);
    return Number.isFinite(value) ? value : null;
  });
}

async function seriesOf(prometheus: Monitor, expr: string, { times }: Span): Promise<ApiSeries[]> {
  const [start = 0, second = start + 1] = times;
  const query = new URLSearchParams({
    query: expr,
    start: String(start),
    end: String(times.at(-1) ?? start),
    step: String(second - start),
  });
  const { data } = (await ask(prometheus, `/api/v1/query_range?${query.toString()}`)) as {
    data: { result: ApiSeries[] };
  };
  return data.result;
}

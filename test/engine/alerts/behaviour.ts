/**
 * What each alert is to do, as small tables, and the tests of promtool that follow from one: samples a
 * minute apart, first while all is well, then while something is ill, then well again.
 */
import { runbookOf } from "../../../src/software/metrics.ts";
import type { Alert } from "../../../src/software/metrics.ts";
import { isOutage } from "../../../src/software/prometheus/rules.ts";

/** A gauge has a value, a counter grows; null is no sample. */
export type Sample = number | { perMinute: number } | null;

export interface Series {
  metric: string;
  labels?: Record<string, string>;
  /** On the limit, where there is one. */
  well: Sample;
  /** Just past the limit. Absent: as while it is well. */
  ill?: Sample;
  /** Far from the limit. Absent: as while it is well. */
  calm?: Sample;
}

export interface Behaviour {
  /** Labels of the targets besides their node. */
  target: Record<string, string>;
  series: Series[];
  /** What the summary says of THANOS. */
  summary: string;
  /** Labels of the targets and of the first series that the alert has not. */
  drops?: string[];
  /** Minutes that the expression holds after all is well again: the range of a rate. */
  lasts?: number;
  /** Other ills of one node that it must not tell, by what they are. */
  silent?: Record<string, Series[]>;
  /** Other ills of one node that it must tell alike, by what they are. */
  told?: Record<string, Series[]>;
  /** What gives no recorded figure, and so no alert. */
  without?: { record: string; series: Series[] };
}

export const ILL_NODE = "thanos";
const OTHER_NODE = "oracle1";
/** Longer than the range of any rate but the compactions'. */
const START = 15;

interface AlertCheck {
  eval_time: string;
  alertname: string;
  exp_alerts: { exp_labels: object; exp_annotations: object }[];
}

/** A group of promtool's: its series, and when which alerts fire. */
export interface TestGroup {
  name: string;
  interval: string;
  input_series: { series: string; values: string }[];
  alert_rule_test: AlertCheck[];
  promql_expr_test?: { expr: string; eval_time: string; exp_samples: object[] }[];
}

export function testsOf(ruleSet: string, alert: Alert, behaviour: Behaviour): TestGroup[] {
  const { target, series, lasts = 0, silent = {}, told = {}, without } = behaviour;
  const wait = minutesOf(alert.for);
  const fires = START + wait;
  const phases: [number, number] = [START, fires + 2];
  const kept = isOutage(alert) ? 1 : 0;
  const over = phases[1] + lasts + kept;
  const end = over + 2;

  const check = (minute: number, ...nodes: string[]): AlertCheck => ({
    eval_time: `${String(minute)}m`,
    alertname: alert.name,
    exp_alerts: nodes.map((node) => firing(ruleSet, alert, behaviour, node)),
  });
  const of = (node: string, all: readonly Series[], [from, to] = phases) =>
    all.map((one) => rendered(one, { ...target, node }, from, to, end));
  const group = (
    name: string,
    input_series: TestGroup["input_series"],
    ...alert_rule_test: AlertCheck[]
  ): TestGroup => ({
    name: `${alert.name}: ${name}`,
    interval: "1m",
    input_series,
    alert_rule_test,
  });
  const never: [number, number] = [end, end];
  const isCalmable = series.some((one) => one.calm !== undefined);
  const calm = isCalmable ? series.map((one) => ({ ...one, ill: one.calm ?? one.well })) : [];

  return [
    group(
      "fires after its time, not before, and resolves",
      of(ILL_NODE, series),
      check(fires - 1),
      check(fires, ILL_NODE),
      check(over),
    ),
    ...(wait <= lasts || wait < 2
      ? []
      : [
          group(
            "is silent about what is shorter",
            of(ILL_NODE, series, [START, fires - lasts]),
            check(fires),
            check(fires + 1),
          ),
        ]),
    ...(calm.length === 0
      ? []
      : [
          group("is silent far from its limit", of(ILL_NODE, calm), check(fires), check(fires + 1)),
        ]),
    group("is silent without any sample", [], check(START), check(fires)),
    group(
      "is silent when the samples end",
      of(
        ILL_NODE,
        series.map(({ well, ...one }) => ({ ...one, well, ill: null })),
      ),
      check(fires),
    ),
    group(
      "names the one of two nodes that is ill",
      [...of(OTHER_NODE, series, never), ...of(ILL_NODE, series)],
      check(fires, ILL_NODE),
    ),
    group(
      "names both where both are",
      [...of(OTHER_NODE, series), ...of(ILL_NODE, series)],
      check(fires, OTHER_NODE, ILL_NODE),
    ),
    ...Object.entries(silent).map(([name, ills]) =>
      group(`is silent about ${name}`, of(ILL_NODE, ills), check(fires), check(fires + 1)),
    ),
    ...Object.entries(told).map(([name, ills]) =>
      group(`fires for ${name}`, of(ILL_NODE, ills), check(fires - 1), check(fires, ILL_NODE)),
    ),
    ...(without
      ? [
          {
            ...group("is silent without a figure", of(ILL_NODE, without.series), check(fires)),
            promql_expr_test: [
              { expr: without.record, eval_time: `${String(fires)}m`, exp_samples: [] },
            ],
          },
        ]
      : []),
  ];
}

export function minutesOf(duration: string): number {
  const [, number, unit] = /^(\d+)([smh])$/.exec(duration) ?? [];
  return (Number(number) * { s: 1, m: 60, h: 3600 }[unit as "s" | "m" | "h"]) / 60;
}

function firing(ruleSet: string, alert: Alert, behaviour: Behaviour, node: string) {
  const { target, series, drops = [], summary } = behaviour;
  const all = { ...target, node, ...series[0]?.labels, ...alert.labels, severity: alert.severity };
  return {
    exp_labels: Object.fromEntries(Object.entries(all).filter(([name]) => !drops.includes(name))),
    exp_annotations: {
      summary: summary.replaceAll(ILL_NODE, node),
      runbook: runbookOf(ruleSet, alert.name),
    },
  };
}

/** A series may lie on another node than the ill one. */
function rendered(
  { metric, labels, well, ill = well }: Series,
  target: Record<string, string>,
  from: number,
  to: number,
  end: number,
) {
  const sampleAt = (minute: number) => (minute >= from && minute < to ? ill : well);
  return {
    series: seriesOf(metric, { ...target, ...labels }),
    values: minutesApart(end, sampleAt),
  };
}

/** From minute 0 to `end`, as promtool reads them. */
export function minutesApart(end: number, sampleAt: (minute: number) => Sample): string {
  let counted = 0;
  let last: Sample = null;
  const values = Array.from({ length: end + 1 }, (_, minute) => {
    const sample = sampleAt(minute);
    const ends = sample === null && last !== null;
    last = sample;
    if (sample === null) return ends ? "stale" : "_";
    if (typeof sample === "number") return String(sample);
    counted += sample.perMinute;
    return String(counted);
  });
  return values.join(" ");
}

export function seriesOf(metric: string, labels: Record<string, string>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${all.join(", ")}}`;
}

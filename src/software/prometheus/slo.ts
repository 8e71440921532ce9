/**
 * How fast errors use up what an objective allows: the burn rate, 1 where a period's errors are just what is
 * allowed. An alert looks at a long time, so that it matters, and at a short one, so that it ends with its cause
 * (Google's workbook on SLOs, chapter 5).
 */
import type { RecordingRule, RuleSet } from "../metrics.ts";
import { objectives } from "./objectives.ts";
import type { Objective } from "./objectives.ts";

export const EVENTS = "bev:slo_events:5m";
/** Errors, counted in those that one event allows. */
export const SPENT = "bev:slo_spent:5m";

/** How far back the budget goes: Prometheus keeps 15 days. */
const BUDGET = "14d:15m";

export function recordsOf({ slo, share, events, errors }: Objective): RecordingRule[] {
  const allowed = Number((1 - share).toPrecision(6));
  return [
    { record: EVENTS, expr: events, labels: { slo } },
    { record: SPENT, expr: `(${errors}) / ${String(allowed)}`, labels: { slo } },
  ];
}

/** Of so long a time; each record is of five minutes by itself. */
function burn(time: string): string {
  if (time === "5m") return `${SPENT} / ${EVENTS}`;
  return `avg_over_time(${SPENT}[${time}]) / avg_over_time(${EVENTS}[${time}])`;
}

/** What is younger than the long time has nothing but its own start to be judged by. */
function burns(rate: number, long: string, short: string): string {
  const isOldEnough = `present_over_time(${EVENTS}[30m] offset ${long})`;
  return `${burn(long)} > ${String(rate)} and ${burn(short)} > ${String(rate)} and ${isOldEnough}`;
}

const SUMMARY =
  "errors of {{ $labels.service }} on {{ $labels.node }} use up what the objective {{ $labels.slo }} allows " +
  `{{ $value | printf "%.1f" }} times too fast`;

export const slo: RuleSet = {
  // The long times are read whole each time.
  interval: "1m",
  records: objectives.flatMap(recordsOf),
  alerts: [
    {
      // 2 % of what 30 days allow in an hour, or 5 % in six.
      name: "SloBurnsFast",
      expr: `${burns(14.4, "1h", "5m")} or ${burns(6, "6h", "30m")}`,
      for: "0s",
      severity: "critical",
      summary: SUMMARY,
    },
    {
      // 10 % of what 30 days allow in a day or in three.
      name: "SloBurnsSlowly",
      expr: `${burns(3, "1d", "2h")} or ${burns(1, "3d", "6h")}`,
      for: "0s",
      severity: "warning",
      summary: SUMMARY,
    },
  ],
  panels: [
    {
      title: "Error budget that is left of 14 days",
      unit: "share",
      series: { "{{slo}} {{node}}/{{service}}": `1 - ${burn(BUDGET)}` },
    },
    {
      title: "Burn rate of an hour",
      unit: "count",
      series: { "{{slo}} {{node}}/{{service}}": burn("1h") },
    },
  ],
};

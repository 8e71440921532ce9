/**
 * Burn rates look back for days, so that their tests are stories over recorded values; what is recorded of an
 * objective is told by an alert on its burn rate of now.
 */
import { runbookOf } from "../../../../src/software/metrics.ts";
import type { Alert } from "../../../../src/software/metrics.ts";
import { objectives } from "../../../../src/software/prometheus/objectives.ts";
import { EVENTS, recordsOf, SPENT } from "../../../../src/software/prometheus/slo.ts";
import { seriesOf, testsOf } from "../behaviour.ts";
import type { Behaviour, Series, TestGroup } from "../behaviour.ts";
import type { RuleTest } from "../promtool.ts";

const HOUR = 60;
const DAY = 24 * HOUR;

/** A burn rate for so many minutes, one after the other. */
type Phase = [rate: number, minutes: number];
/** The rate that is told at its end; undefined: nothing is. */
type Story = [name: string, phases: readonly Phase[], told: number | undefined];

/** Nothing before: its length in minutes. */
const well = (minutes: number): Phase => [0, minutes];

const stories: Record<string, readonly Story[]> = {
  SloBurnsFast: [
    ["fires at once past 14.4 in an hour", [well(6 * HOUR), [14.5, 65]], 14.5],
    ["is silent on the limit", [well(6 * HOUR), [14.4, 65]], undefined],
    ["is silent about the first hour of a service", [[50, 55]], undefined],
    ["fires after that hour", [[50, 65]], 50],
    ["is silent below it in an hour", [well(6 * HOUR), [13, 60], [20, 5]], undefined],
    ["is silent below it in the end", [well(6 * HOUR), [30, 60], [13.5, 5]], undefined],
    ["is silent on the limit in the end", [well(6 * HOUR), [30, 60], [14.4, 5]], undefined],
    ["is silent about half an hour", [well(6 * HOUR), [15, 30]], undefined],
    ["resolves when the short time is well", [well(6 * HOUR), [30, 60], [0, 10]], undefined],
    ["fires past 6 in six hours", [[6.1, 370]], 6.1],
    [
      "is silent below that in six hours",
      [
        [5.2, 330],
        [7, 40],
      ],
      undefined,
    ],
    [
      "is silent below that in half an hour",
      [
        [8, 330],
        [5.5, 40],
      ],
      undefined,
    ],
    [
      "is silent on that limit in half an hour",
      [
        [8, 330],
        [6, 40],
      ],
      undefined,
    ],
    [
      "resolves when half an hour is well",
      [
        [14, 360],
        [0, 40],
      ],
      undefined,
    ],
  ],
  SloBurnsSlowly: [
    ["fires past 3 in a day", [well(2 * DAY), [3.1, DAY + 30]], 3.1],
    ["is silent about the first day of a service", [[50, 23 * HOUR]], undefined],
    ["fires after that day", [[50, DAY + 30]], 50],
    ["fires at once", [well(3 * DAY - 30), [200, 30]], 4.1],
    ["is silent below 3 in a day", [well(2 * DAY), [2, 22 * HOUR], [3.5, 150]], undefined],
    [
      "is silent below it in two hours",
      [well(2 * DAY), [10, 8 * HOUR], [0, 5 * HOUR], [2.5, 150]],
      undefined,
    ],
    ["fires past 1 in three days", [[1.1, 3 * DAY + 30]], 1.1],
    [
      "is silent below that in three days",
      [
        [0.5, 66 * HOUR],
        [2, 390],
      ],
      undefined,
    ],
    [
      "is silent below that in six hours",
      [
        [2, 66 * HOUR],
        [0.5, 390],
      ],
      undefined,
    ],
    [
      "is silent on that limit in six hours",
      [
        [2, 66 * HOUR],
        [1, 390],
      ],
      undefined,
    ],
    ["resolves when all is well", [well(2 * DAY), [10, 8 * HOUR], [0, 7 * HOUR]], undefined],
  ],
};

/** Minutes between two values: what their rules look at is long. */
const STEP: Record<string, number> = { SloBurnsFast: 5, SloBurnsSlowly: 30 };

const labels = { service: "s", family: "osint", slo: "probes" };

/** Events at a rate that is not 1, so that a share of them is seen to be one. */
function recorded(node: string, phases: readonly Phase[], step: number) {
  const values = (of: (rate: number) => number) =>
    phases.map(([rate, minutes]) => `${String(of(rate))}x${String(minutes / step - 1)}`).join(" ");
  return [
    { series: seriesOf(SPENT, { node, ...labels }), values: values((rate) => 8 * rate) },
    { series: seriesOf(EVENTS, { node, ...labels }), values: values(() => 8) },
  ];
}

export function sloTest(ruleSet: string, alert: Alert): RuleTest {
  const step = STEP[alert.name] ?? 1;
  const groups = (stories[alert.name] ?? []).map(([name, phases, rate]): TestGroup => {
    const minutes = phases.reduce((sum, [, more]) => sum + more, 0);
    const summary =
      "errors of s on thanos use up what the objective probes allows " +
      `${(rate ?? 0).toFixed(1)} times too fast`;
    const told = {
      exp_labels: { node: "thanos", ...labels, severity: alert.severity },
      exp_annotations: { summary, runbook: runbookOf(ruleSet, alert.name) },
    };
    return {
      name: `${alert.name}: ${name}`,
      interval: `${String(step)}m`,
      input_series: [
        ...recorded("thanos", phases, step),
        ...recorded("oracle1", [[0, minutes]], step),
      ],
      alert_rule_test: [
        {
          ...{ eval_time: `${String(minutes - step)}m`, alertname: alert.name },
          exp_alerts: rate === undefined ? [] : [told],
        },
      ],
    };
  });
  const silent: TestGroup = {
    ...{ name: `${alert.name}: is silent without any sample`, interval: "1m", input_series: [] },
    alert_rule_test: [{ eval_time: "1h", alertname: alert.name, exp_alerts: [] }],
  };
  return {
    ruleSet,
    records: [],
    alert,
    groups: [...groups, silent],
    evaluation: `${String(step)}m`,
  };
}

/** By objective: what uses up its budget 14 times too fast, and a bit faster. */
const sources: Record<string, Pick<Behaviour, "target" | "series" | "drops" | "silent">> = {
  probes: {
    target: { service: "s", family: "osint", availability: "24/7" },
    // Two probes of a service count alike.
    series: [
      { metric: "probe_success", labels: { job: "probe-http" }, well: 0.93, ill: 0.9 },
      { metric: "probe_success", labels: { job: "probe-tls" }, well: 0.93, ill: 0.9 },
    ],
    drops: ["job", "availability"],
    silent: {
      "a node on demand": [
        {
          ...{ metric: "probe_success", labels: { availability: "on demand" } },
          ...{ well: 1, ill: 0 },
        },
      ],
    },
  },
  web: {
    target: { job: "haproxy", service: "haproxy", family: "network", availability: "24/7" },
    series: [
      ...[...answers("1", 84, 120), ...answers("2", 84, 120)],
      {
        metric: "haproxy_frontend_http_responses_total",
        ...{ labels: { proxy: "status", code: "2xx" }, well: { perMinute: 6000 } },
      },
    ],
    drops: ["job", "availability", "code", "thread", "proxy"],
    silent: {
      "the page of its own state": [
        ...answers("1", 0, 0),
        {
          metric: "haproxy_frontend_http_responses_total",
          labels: { proxy: "status", code: "5xx" },
          ...{ well: { perMinute: 0 }, ill: { perMinute: 6000 } },
        },
      ],
      "no answer at all": answers("1", 0, 0).map((one) => ({ ...one, well: { perMinute: 0 } })),
    },
  },
  postgres: {
    target: { job: "postgres-exporter", service: "postgres", family: "database" },
    series: [
      { metric: "pg_up", labels: { server: "a" }, well: 0.993, ill: 0.99 },
      { metric: "pg_up", labels: { server: "b" }, well: 0.993, ill: 0.99 },
    ],
    drops: ["job", "server"],
  },
  "osint-sources": {
    target: { job: "bev-osint-services", service: "s", family: "osint" },
    series: ["a", "b"].flatMap((source): Series[] => [
      {
        ...{ metric: "osint_source_attempts_total", labels: { source } },
        well: { perMinute: 6000 },
      },
      {
        ...{ metric: "osint_source_success_total", labels: { source } },
        ...{ well: { perMinute: 1800 }, ill: { perMinute: 1500 } },
      },
    ]),
    drops: ["job", "source"],
  },
};

/** Of 6000 a minute: so many in error, before and while it is ill. */
function answers(thread: string, well: number, ill: number): Series[] {
  const of = (code: string, count: (errors: number) => number): Series => ({
    metric: "haproxy_frontend_http_responses_total",
    labels: { proxy: "web", code, thread },
    ...{ well: { perMinute: count(well) }, ill: { perMinute: count(ill) } },
  });
  return [of("5xx", (errors) => errors), of("2xx", (errors) => 6000 - errors)];
}

export const objectiveTests: readonly RuleTest[] = objectives.map((objective) => {
  const { slo } = objective;
  const now: Alert = {
    name: `BudgetOf_${slo.replace("-", "_")}`,
    expr: `${SPENT} / ${EVENTS} > 14.05`,
    ...{ for: "5m", severity: "info", summary: "{{ $labels.slo }} of {{ $labels.node }}" },
  };
  const source = sources[slo];
  if (!source) throw new Error(`${slo}: must have a source in behaviours/slo.ts, has none`);
  const behaviour: Behaviour = {
    ...source,
    summary: `${slo} of thanos`,
    lasts: 5,
  };
  const groups = testsOf("slo", { ...now, labels: { slo } }, behaviour);
  return { ruleSet: "slo", records: recordsOf(objective), alert: now, groups };
});

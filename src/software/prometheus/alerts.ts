/** When Prometheus itself does not work as it should. */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "PrometheusConfigRefused",
    expr: "prometheus_config_last_reload_successful == 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} keeps its former configuration",
  },
  {
    name: "PrometheusRulesFail",
    expr: `sum ${KEPT} (increase(prometheus_rule_evaluation_failures_total[5m])) > 0`,
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot evaluate some of its rules",
  },
  {
    name: "PrometheusWithoutAlertmanager",
    expr: "prometheus_notifications_alertmanagers_discovered < 1",
    for: "5m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} knows no Alertmanager",
  },
  {
    name: "PrometheusAlertsNotTaken",
    expr: `sum ${KEPT} (increase(prometheus_notifications_errors_total[5m])) > 0`,
    for: "5m",
    severity: "critical",
    summary: "an Alertmanager does not take the alerts of {{ $labels.service }}",
  },
  {
    name: "PrometheusCompactionFails",
    expr: "increase(prometheus_tsdb_compactions_failed_total[1h]) > 0",
    for: "0s",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot compact its data",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Series of Prometheus",
    unit: "count",
    series: { "{{node}}/{{service}}": "prometheus_tsdb_head_series" },
  },
  {
    title: "Samples of Prometheus",
    unit: "per second",
    series: { "{{node}}/{{service}}": "rate(prometheus_tsdb_head_samples_appended_total[5m])" },
  },
];

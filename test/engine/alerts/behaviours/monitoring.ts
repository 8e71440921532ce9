import type { Behaviour } from "../behaviour.ts";
import { flag } from "./flag.ts";

const targetOf = (service: string) => ({
  ...{ job: service, service, family: "monitoring", availability: "24/7" },
});
const growing = { well: { perMinute: 0 }, ill: { perMinute: 1 } };

export const prometheus: Record<string, Behaviour> = {
  PrometheusConfigRefused: {
    target: targetOf("prometheus"),
    ...flag("prometheus_config_last_reload_successful", 1),
    summary: "prometheus on thanos keeps its former configuration",
  },
  PrometheusRulesFail: {
    target: targetOf("prometheus"),
    series: [
      {
        metric: "prometheus_rule_evaluation_failures_total",
        labels: { rule_group: "rules.yml;redis-exporter" },
        ...growing,
      },
      {
        metric: "prometheus_rule_evaluation_failures_total",
        ...{ labels: { rule_group: "rules.yml;bev" }, well: { perMinute: 0 } },
      },
    ],
    summary: "prometheus on thanos cannot evaluate some of its rules",
    drops: ["job", "availability", "rule_group"],
    lasts: 4,
  },
  PrometheusWithoutAlertmanager: {
    target: targetOf("prometheus"),
    series: [{ metric: "prometheus_notifications_alertmanagers_discovered", well: 1, ill: 0 }],
    summary: "prometheus on thanos knows no Alertmanager",
    silent: {
      "two of them": [
        { metric: "prometheus_notifications_alertmanagers_discovered", well: 1, ill: 2 },
      ],
    },
    told: {
      "fewer than none": [
        { metric: "prometheus_notifications_alertmanagers_discovered", well: 1, ill: -1 },
      ],
    },
  },
  PrometheusAlertsNotTaken: {
    target: targetOf("prometheus"),
    series: [
      {
        metric: "prometheus_notifications_errors_total",
        labels: { alertmanager: "http://alertmanager:9093/api/v2/alerts" },
        ...growing,
      },
      {
        metric: "prometheus_notifications_errors_total",
        labels: { alertmanager: "http://100.122.12.53:9193/api/v2/alerts" },
        well: { perMinute: 0 },
      },
    ],
    summary: "an Alertmanager does not take the alerts of prometheus",
    drops: ["job", "availability", "alertmanager"],
    lasts: 4,
  },
  PrometheusCompactionFails: {
    target: targetOf("prometheus"),
    series: [{ metric: "prometheus_tsdb_compactions_failed_total", ...growing }],
    summary: "prometheus on thanos cannot compact its data",
    lasts: 59,
  },
};

export const alertmanager: Record<string, Behaviour> = {
  AlertmanagerConfigRefused: {
    target: targetOf("alertmanager"),
    ...flag("alertmanager_config_last_reload_successful", 1),
    summary: "alertmanager on thanos keeps its former configuration",
  },
  AlertmanagerNotificationsFail: {
    target: targetOf("alertmanager"),
    series: [
      {
        metric: "alertmanager_notifications_failed_total",
        labels: { integration: "webhook", reason: "serverError" },
        ...growing,
      },
      {
        metric: "alertmanager_notifications_failed_total",
        ...{ labels: { integration: "webhook", reason: "other" }, well: { perMinute: 0 } },
      },
    ],
    summary: "alertmanager cannot send alerts by webhook",
    drops: ["job", "availability", "reason"],
    lasts: 4,
  },
};

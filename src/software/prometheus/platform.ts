/**
 * The platform as a whole, from what every target has. A node that is there on demand says so by its
 * label: while none of its targets answers it is switched off, and nothing of it is amiss.
 */
import { KEPT } from "../metrics.ts";
import type { RuleSet } from "../metrics.ts";
import { DAY, PROBE_JOB, SECONDS_LEFT } from "../probes.ts";

/** The job of a probe is up while the exporter that probes is, whatever becomes of the node that is probed. */
const NO_PROBE = `job!~"${PROBE_JOB}.+"`;

/** Nodes that may be switched off and are. */
export const SWITCHED_OFF = `(max by (node) (up{availability="on demand",${NO_PROBE}}) == 0)`;

export const platform: RuleSet = {
  panels: [
    {
      title: "Alerts that fire",
      unit: "count",
      series: {
        "{{severity}} {{alertname}} {{node}}": `count by (severity, alertname, node) (ALERTS{alertstate="firing", alertname!="Watchdog"})`,
      },
      empty: "No alert fires.",
    },
    {
      title: "Targets that do not answer",
      unit: "count",
      series: { "{{node}}": "count by (node) (up) - sum by (node) (up)" },
    },
    {
      title: "Days until a certificate ends",
      unit: "count",
      series: { "{{node}}/{{service}}": `min ${KEPT} (${SECONDS_LEFT}) / ${String(DAY)}` },
    },
    {
      title: "How long the metrics of a node take",
      unit: "seconds",
      series: { "{{node}}": "max by (node) (scrape_duration_seconds)" },
    },
  ],
  alerts: [
    {
      name: "Watchdog",
      expr: "vector(1)",
      for: "0s",
      severity: "info",
      summary: "alerts get this far; when this one stops, they do not",
      labels: { family: "monitoring" },
    },
    {
      name: "NodeDown",
      expr: `max by (node) (up{availability!="on demand",${NO_PROBE}}) == 0`,
      for: "2m",
      severity: "critical",
      summary: "nothing on {{ $labels.node }} answers",
      labels: { family: "monitoring" },
    },
    {
      name: "TargetDown",
      expr: `up{${NO_PROBE}} == 0 unless on (node) ${SWITCHED_OFF}`,
      for: "2m",
      severity: "warning",
      summary: "{{ $labels.job }} has no metrics of {{ $labels.service }} on {{ $labels.node }}",
    },
  ],
};

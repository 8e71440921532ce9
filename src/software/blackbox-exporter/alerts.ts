/** What the platform shows to those who ask it from outside: answers, and certificates with an end. */
import type { Alert, Panel } from "../metrics.ts";
import { DAY, PROBE_JOB, SECONDS_LEFT } from "../probes.ts";
import { SWITCHED_OFF } from "../prometheus/platform.ts";

export const alerts: readonly Alert[] = [
  {
    name: "BlackboxConfigRefused",
    expr: "blackbox_exporter_config_last_reload_successful == 0",
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} keeps its former configuration",
  },
  {
    name: "ProbeFailed",
    expr: `probe_success == 0 unless on (node) ${SWITCHED_OFF}`,
    for: "2m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} does not answer at {{ $labels.instance }} as it must",
  },
  {
    name: "VaultSealed",
    expr: `probe_http_status_code{job="${PROBE_JOB}vault"} == 503`,
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} is sealed and gives nobody a secret",
  },
  {
    name: "CertificateEndsSoon",
    expr: `${SECONDS_LEFT} < ${String(21 * DAY)}`,
    for: "0s",
    severity: "warning",
    summary:
      "the certificate of {{ $labels.service }} on {{ $labels.node }} ends in {{ $value | humanizeDuration }}",
  },
  {
    name: "CertificateEndsVerySoon",
    expr: `${SECONDS_LEFT} < ${String(7 * DAY)}`,
    for: "0s",
    severity: "critical",
    summary:
      "the certificate of {{ $labels.service }} on {{ $labels.node }} ends in {{ $value | humanizeDuration }}",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Probes that are answered",
    unit: "share",
    series: { "{{node}} {{family}}": "avg by (node, family) (probe_success)" },
  },
  {
    title: "How long the slowest probe takes",
    unit: "seconds",
    series: { "{{node}} {{family}}": "max by (node, family) (probe_duration_seconds)" },
  },
];

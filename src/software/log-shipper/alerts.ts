/** What services/log-shipper tells of itself. While the store is away, lines wait on the node's disk. */
import type { Alert, Panel } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "LogShipperDropsLines",
    expr: "increase(bev_log_dropped_total[10m]) > 0",
    for: "0s",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} lost lines ({{ $labels.reason }}) in the last ten minutes",
  },
  {
    name: "LogShipperQueueNearlyFull",
    expr: "bev_log_queue_bytes / bev_log_queue_limit_bytes > 0.8",
    for: "5m",
    severity: "warning",
    summary:
      "the queue of {{ $labels.service }} on {{ $labels.node }} is {{ $value | humanizePercentage }} full; then the oldest lines are lost",
  },
  {
    name: "LogShipperLags",
    expr: "bev_log_lag_seconds > 300",
    for: "5m",
    severity: "warning",
    summary:
      "lines of {{ $labels.node }} have waited {{ $value | humanizeDuration }} for the log store",
  },
  {
    name: "LogShipperWithoutEngine",
    expr: "bev_log_engine_up == 0",
    for: "5m",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot ask the Docker Engine for logs",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Lines of logs that are shipped",
    unit: "per second",
    series: { "{{node}}": "rate(bev_log_sent_total[5m])" },
  },
  {
    title: "Lines of logs that are lost",
    unit: "per second",
    series: { "{{node}} {{reason}}": "rate(bev_log_dropped_total[5m])" },
  },
  {
    title: "Logs that wait for the store",
    unit: "bytes",
    series: { "{{node}}": "bev_log_queue_bytes" },
  },
  {
    title: "How long logs wait for the store",
    unit: "seconds",
    series: { "{{node}}": "bev_log_lag_seconds" },
  },
];

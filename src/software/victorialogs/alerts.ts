/** The store of logs: room, what it does not take, and whether it takes anything at all. */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

const SIZE = `sum ${KEPT} (vl_data_size_bytes)`;

export const alerts: readonly Alert[] = [
  {
    // Past its limit it removes the oldest day, whatever its age. That is no loss of service, so nobody is woken.
    name: "LogStoreNearlyFull",
    expr: `${SIZE} / on (node, service, family) vl_max_disk_space_usage_bytes > 0.9`,
    for: "1h",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} uses {{ $value | humanizePercentage }} of its size and will remove logs before their time",
  },
  {
    name: "LogStoreReadOnly",
    expr: "vl_storage_is_read_only == 1",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} takes no logs: its disk is full",
  },
  {
    // Only when all lines of a request are unreadable does it refuse the request; each of them is counted.
    name: "LogStoreRefuses",
    expr: `increase(vl_http_errors_total{path="/insert/jsonline"}[10m]) > 0`,
    for: "0s",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot read lines that it was sent",
  },
  {
    name: "LogStoreDropsLines",
    expr: "increase(vl_rows_dropped_total[10m]) > 0",
    for: "0s",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} drops lines that it was sent ({{ $labels.reason }})",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Lines that the log store takes",
    unit: "per second",
    series: { "{{node}}": `sum ${KEPT} (rate(vl_rows_ingested_total[5m]))` },
  },
  {
    title: "Size of the log store",
    unit: "bytes",
    series: { "{{node}}": SIZE, "{{node}} limit": "vl_max_disk_space_usage_bytes" },
  },
];

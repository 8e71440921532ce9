/** The log store, and the shippers that bring it lines. */
import type { Behaviour, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const targetOf = (service: string, job = service) => ({
  ...{ job, service, family: "monitoring", availability: "24/7" },
});
const store = targetOf("log-aggregation", "victorialogs");
const shipper = targetOf("log-shipper");
const growing = { well: { perMinute: 0 }, ill: { perMinute: 1 } };
const still = { well: { perMinute: 0 } };
const MIB = 1024 ** 2;

const sizes = (index: number, logs: number): Series[] => [
  { metric: "vl_data_size_bytes", labels: { type: "indexdb" }, well: index, calm: index },
  {
    ...{ metric: "vl_data_size_bytes", labels: { type: "storage" } },
    ...{ well: logs, ill: logs + 1, calm: 1 },
  },
  { metric: "vl_max_disk_space_usage_bytes", labels: { path: "/logs" }, well: 1000 },
];

export const victoriaLogs: Record<string, Behaviour> = {
  LogStoreNearlyFull: {
    target: store,
    series: sizes(100, 800),
    summary:
      "log-aggregation on thanos uses 90.1% of its size and will remove logs before their time",
    drops: ["job", "availability", "type"],
  },
  LogStoreReadOnly: {
    target: store,
    ...flag("vl_storage_is_read_only", 0, { path: "/logs" }),
    summary: "log-aggregation on thanos takes no logs: its disk is full",
  },
  LogStoreRefuses: {
    target: store,
    series: [
      { metric: "vl_http_errors_total", labels: { path: "/insert/jsonline" }, ...growing },
      { metric: "vl_http_errors_total", labels: { path: "/select/logsql/query" }, ...still },
    ],
    summary: "log-aggregation on thanos cannot read lines that it was sent",
    lasts: 9,
    silent: {
      "a question that it cannot read": [
        { metric: "vl_http_errors_total", labels: { path: "/insert/jsonline" }, ...still },
        { metric: "vl_http_errors_total", labels: { path: "/select/logsql/query" }, ...growing },
      ],
    },
  },
  LogStoreDropsLines: {
    target: store,
    series: [
      { metric: "vl_rows_dropped_total", labels: { reason: "too_small_timestamp" }, ...growing },
      { metric: "vl_rows_dropped_total", labels: { reason: "too_many_fields" }, ...still },
    ],
    summary: "log-aggregation on thanos drops lines that it was sent (too_small_timestamp)",
    lasts: 9,
  },
};

export const logShipper: Record<string, Behaviour> = {
  LogShipperDropsLines: {
    target: shipper,
    series: [
      { metric: "bev_log_dropped_total", labels: { reason: "queue full" }, ...growing },
      { metric: "bev_log_dropped_total", labels: { reason: "cut" }, ...still },
    ],
    summary: "log-shipper on thanos lost lines (queue full) in the last ten minutes",
    lasts: 9,
  },
  LogShipperQueueNearlyFull: {
    target: shipper,
    series: [
      {
        metric: "bev_log_queue_bytes",
        ...{ well: 0.8 * 500 * MIB, ill: 0.8 * 500 * MIB + MIB, calm: 1 },
      },
      { metric: "bev_log_queue_limit_bytes", well: 500 * MIB },
    ],
    summary: "the queue of log-shipper on thanos is 80.2% full; then the oldest lines are lost",
  },
  LogShipperLags: {
    target: shipper,
    series: [{ metric: "bev_log_lag_seconds", well: 300, ill: 301, calm: 1 }],
    summary: "lines of thanos have waited 5m 1s for the log store",
  },
  LogShipperWithoutEngine: {
    target: shipper,
    ...flag("bev_log_engine_up", 1),
    summary: "log-shipper on thanos cannot ask the Docker Engine for logs",
  },
};

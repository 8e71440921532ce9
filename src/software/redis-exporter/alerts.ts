/** A Redis server. It keeps data and evicts nothing: without memory or disk it refuses writes. */
import type { Alert, Panel } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "RedisDown",
    expr: "redis_up == 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} takes no command",
  },
  {
    name: "RedisMemoryNearlyFull",
    expr: "redis_memory_used_bytes / redis_memory_max_bytes > 0.85",
    for: "5m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} uses {{ $value | humanizePercentage }} of its memory",
  },
  {
    name: "RedisMemoryFull",
    expr: "redis_memory_used_bytes / redis_memory_max_bytes > 0.97",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} is full and will refuse writes",
  },
  {
    name: "RedisSaveFailed",
    expr: "redis_rdb_last_bgsave_status == 0",
    for: "5m",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} could not save its data",
  },
  {
    name: "RedisAppendFailed",
    expr: "redis_aof_last_write_status == 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} cannot write its log and refuses writes",
  },
  {
    name: "RedisRejectsConnections",
    expr: "increase(redis_rejected_connections_total[10m]) > 0",
    for: "0s",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} refuses connections: it has too many",
  },
  {
    name: "RedisLoadsLong",
    expr: "redis_loading_dump_file == 1",
    for: "15m",
    severity: "warning",
    summary: "{{ $labels.service }} on {{ $labels.node }} still loads its data",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Memory of Redis in use",
    unit: "share",
    series: { "{{node}}/{{service}}": "redis_memory_used_bytes / redis_memory_max_bytes" },
  },
  {
    title: "Commands of Redis",
    unit: "per second",
    series: { "{{node}}/{{service}}": "rate(redis_commands_processed_total[5m])" },
  },
  {
    title: "Clients of Redis",
    unit: "count",
    series: { "{{node}}/{{service}}": "redis_connected_clients" },
  },
];

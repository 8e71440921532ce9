/** A PostgreSQL server, in metrics that the exporter's 0.17.1 has, and of the replica in those of queries.ts. */
import { BASE_DAYS } from "../postgres/point-in-time.ts";
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

const KEPT_BY_SUBSCRIPTION = "by (node, service, family, subname)";

/** For how long a subscription has heard nothing: it is seen last before it is cut off. */
const SILENT = `time() - max ${KEPT_BY_SUBSCRIPTION} (last_over_time(pg_subscription_received_timestamp_seconds[7d]))`;

/** How old a server's numbers of transactions are, of 2 billion. */
const wraparound = (limit: string) =>
  ["datfrozenxid", "datminmxid"]
    .map((kind) => `pg_database_wraparound_age_${kind}_seconds > ${limit}`)
    .join(" or ");

export const alerts: readonly Alert[] = [
  {
    name: "PostgresDown",
    expr: "pg_up == 0",
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.service }} on {{ $labels.node }} takes no connection",
  },
  {
    name: "PostgresMetricsIncomplete",
    expr: "pg_exporter_last_scrape_error > 0",
    for: "10m",
    severity: "warning",
    summary: "a query of the exporter fails on {{ $labels.service }} of {{ $labels.node }}",
  },
  {
    name: "PostgresConnectionsNearlyUsed",
    expr: `sum ${KEPT} (pg_stat_activity_count) / max ${KEPT} (pg_settings_max_connections) > 0.8`,
    for: "5m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} uses {{ $value | humanizePercentage }} of its connections",
  },
  {
    name: "PostgresLongTransaction",
    expr: `max by (node, service, family, datname) (pg_stat_activity_max_tx_duration) > 3600`,
    for: "5m",
    severity: "warning",
    summary:
      "a transaction in {{ $labels.datname }} of {{ $labels.service }} is open for {{ $value | humanizeDuration }}",
  },
  {
    name: "PostgresDeadlocks",
    expr: "increase(pg_stat_database_deadlocks[10m]) > 5",
    for: "0s",
    severity: "warning",
    summary: "{{ $labels.datname }} of {{ $labels.service }} has deadlocks",
  },
  {
    name: "PostgresReplicationSlotInactive",
    expr: "pg_replication_slot_slot_is_active == 0",
    for: "10m",
    severity: "warning",
    summary: "nobody reads the slot {{ $labels.slot_name }} of {{ $labels.service }}",
  },
  {
    name: "PostgresReplicationSlotLost",
    expr: `pg_replication_slot_wal_status{wal_status=~"lost|unreserved"} == 1`,
    for: "1m",
    severity: "critical",
    summary:
      "the slot {{ $labels.slot_name }} of {{ $labels.service }} is {{ $labels.wal_status }}",
  },
  {
    name: "PostgresReplicationSlotNearlyLost",
    expr: "pg_replication_slot_safe_wal_size_bytes < 1073741824",
    for: "5m",
    severity: "warning",
    summary:
      "the slot {{ $labels.slot_name }} of {{ $labels.service }} is lost in {{ $value | humanize1024 }}B of changes",
  },
  {
    // The exporter has the second figure of active slots only, and it is 0 of one that WAL is pulled from.
    name: "PostgresReplicationBehind",
    expr: 'pg_replication_slot_slot_current_wal_lsn - pg_replication_slot_slot_confirmed_flush_lsn{slot_type="logical"} > 1073741824',
    for: "5m",
    severity: "warning",
    summary:
      "the reader of {{ $labels.slot_name }} is {{ $value | humanize1024 }}B behind {{ $labels.service }}",
  },
  {
    // Who pulls it commits something each 10 s.
    name: "WalNotPulled",
    expr: "changes(pg_wal_reader_position_bytes[1m]) == 0",
    for: "5m",
    severity: "critical",
    summary: "nothing of the WAL of {{ $labels.service }} has come to {{ $labels.reader }}",
  },
  {
    // The first of a large server takes its time.
    name: "BaseBackupTooOld",
    expr: `pg_wal_reader_base_age_seconds > ${String((BASE_DAYS + 1) * 86_400)}`,
    for: "2h",
    severity: "warning",
    summary:
      "the newest base backup of {{ $labels.service }} is {{ $value | humanizeDuration }} old",
  },
  {
    name: "PostgresSubscriptionStopped",
    expr: "pg_subscription_running == 0",
    for: "5m",
    severity: "warning",
    summary: "nothing follows {{ $labels.subname }} into {{ $labels.service }}",
  },
  {
    // An idle primary is heard of every 30 s.
    name: "PostgresReplicaCutOff",
    expr: `${SILENT} > 60 and on (node, service) pg_up == 1`,
    for: "1m",
    severity: "warning",
    summary:
      "{{ $labels.service }} on {{ $labels.node }} has heard nothing of its primary for {{ $value | humanizeDuration }}",
  },
  {
    name: "PostgresWraparoundNear",
    expr: wraparound("1000000000"),
    for: "10m",
    severity: "warning",
    summary:
      "{{ $labels.datname }} of {{ $labels.service }} needs a vacuum: half of its transaction numbers are used",
  },
  {
    name: "PostgresWraparoundVeryNear",
    expr: wraparound("1600000000"),
    for: "10m",
    severity: "critical",
    summary:
      "{{ $labels.datname }} of {{ $labels.service }} will soon take no write: its transaction numbers run out",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Connections of PostgreSQL in use",
    unit: "share",
    series: {
      "{{node}}/{{service}}": `sum ${KEPT} (pg_stat_activity_count) / max ${KEPT} (pg_settings_max_connections)`,
    },
  },
  {
    title: "Transactions of PostgreSQL",
    unit: "per second",
    series: {
      "{{service}} committed": `sum ${KEPT} (rate(pg_stat_database_xact_commit[5m]))`,
      "{{service}} rolled back": `sum ${KEPT} (rate(pg_stat_database_xact_rollback[5m]))`,
    },
  },
  {
    title: "Databases of PostgreSQL",
    unit: "bytes",
    series: { "{{service}} {{datname}}": "pg_database_size_bytes" },
  },
  {
    title: "Changes that readers of PostgreSQL lack",
    unit: "bytes",
    series: {
      "{{slot_name}}":
        'pg_replication_slot_slot_current_wal_lsn - pg_replication_slot_slot_confirmed_flush_lsn{slot_type="logical"}',
    },
    empty: "No reader follows this server.",
  },
  {
    title: "How long the replica of PostgreSQL has heard nothing",
    unit: "seconds",
    series: { "{{node}}/{{service}}": SILENT },
    empty: "This server follows no other.",
  },
];

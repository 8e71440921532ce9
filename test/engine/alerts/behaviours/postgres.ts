import type { Behaviour } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  job: "postgres-exporter",
  service: "postgres",
  family: "database",
  availability: "24/7",
};
const AGGREGATED = ["job", "availability"];
const slot = { slot_name: "postgres_replica", slot_type: "logical" };
const walSlot = { slot_name: "postgres_wal", slot_type: "physical" };
const reader = { reader: "postgres_wal" };
const GIB = 1024 ** 3;

const slotStatus = (wal_status: string) => [
  { metric: "pg_replication_slot_wal_status", labels: { ...slot, wal_status }, well: null, ill: 1 },
];

export const postgres: Record<string, Behaviour> = {
  PostgresDown: {
    target,
    ...flag("pg_up", 1),
    summary: "postgres on thanos takes no connection",
  },
  PostgresMetricsIncomplete: {
    target,
    series: [{ metric: "pg_exporter_last_scrape_error", well: 0, ill: 1 }],
    summary: "a query of the exporter fails on postgres of thanos",
    silent: { "a value below 0": [{ metric: "pg_exporter_last_scrape_error", well: 0, ill: -1 }] },
  },
  PostgresConnectionsNearlyUsed: {
    target,
    series: [
      { metric: "pg_stat_activity_count", labels: { state: "active" }, well: 40, ill: 41, calm: 1 },
      { metric: "pg_stat_activity_count", labels: { state: "idle" }, well: 40 },
      { metric: "pg_settings_max_connections", well: 100 },
    ],
    summary: "postgres on thanos uses 81% of its connections",
    drops: [...AGGREGATED, "state"],
  },
  PostgresLongTransaction: {
    target,
    series: [
      {
        metric: "pg_stat_activity_max_tx_duration",
        labels: { datname: "osint", state: "active" },
        ...{ well: 3600, ill: 3601, calm: 1 },
      },
      {
        metric: "pg_stat_activity_max_tx_duration",
        ...{ labels: { datname: "osint", state: "idle" }, well: 3600, calm: 1 },
      },
    ],
    summary: "a transaction in osint of postgres is open for 1h 0m 1s",
    drops: [...AGGREGATED, "state"],
  },
  PostgresDeadlocks: {
    target,
    series: [
      {
        metric: "pg_stat_database_deadlocks",
        labels: { datname: "osint" },
        ...{ well: { perMinute: 0.5 }, ill: { perMinute: 1 }, calm: { perMinute: 0 } },
      },
    ],
    summary: "osint of postgres has deadlocks",
    lasts: 9,
  },
  PostgresReplicationSlotInactive: {
    target,
    ...flag("pg_replication_slot_slot_is_active", 1, slot),
    summary: "nobody reads the slot postgres_replica of postgres",
  },
  PostgresReplicationSlotLost: {
    target,
    series: slotStatus("lost"),
    summary: "the slot postgres_replica of postgres is lost",
    silent: {
      "a slot that keeps its changes": slotStatus("reserved"),
      "a slot that keeps more than it is granted": slotStatus("extended"),
      "a status that is no more": slotStatus("lost").map((one) => ({ ...one, ill: 0 })),
      "a status twice": slotStatus("lost").map((one) => ({ ...one, ill: 2 })),
    },
  },
  PostgresReplicationSlotNearlyLost: {
    target,
    series: [
      {
        metric: "pg_replication_slot_safe_wal_size_bytes",
        ...{ labels: slot, well: GIB, ill: GIB - 1, calm: 8 * GIB },
      },
    ],
    summary: "the slot postgres_replica of postgres is lost in 1024MiB of changes",
  },
  PostgresReplicationBehind: {
    target,
    series: [
      {
        metric: "pg_replication_slot_slot_current_wal_lsn",
        ...{ labels: slot, well: 5 * GIB, ill: 5 * GIB + 1, calm: 4 * GIB },
      },
      { metric: "pg_replication_slot_slot_confirmed_flush_lsn", labels: slot, well: 4 * GIB },
    ],
    summary: "the reader of postgres_replica is 1GiB behind postgres",
    silent: {
      "a slot that WAL is pulled from": [
        {
          metric: "pg_replication_slot_slot_current_wal_lsn",
          ...{ labels: walSlot, well: 5 * GIB },
        },
        { metric: "pg_replication_slot_slot_confirmed_flush_lsn", labels: walSlot, well: 0 },
      ],
    },
  },
};

const OLD = 8 * 86_400;

export const wal: Record<string, Behaviour> = {
  WalNotPulled: {
    target,
    // It stands where it was a minute before.
    series: [
      {
        metric: "pg_wal_reader_position_bytes",
        ...{ labels: reader, well: { perMinute: 100 }, ill: 15 * 100 },
      },
    ],
    summary: "nothing of the WAL of postgres has come to postgres_wal",
  },
  BaseBackupTooOld: {
    target,
    series: [
      {
        metric: "pg_wal_reader_base_age_seconds",
        ...{ labels: reader, well: OLD, ill: OLD + 1, calm: 60 },
      },
    ],
    summary: "the newest base backup of postgres is 8d 0h 0m 1s old",
  },
};

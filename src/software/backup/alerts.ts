/** What services/backup tells of the backups of its node. */
import type { Alert, Panel } from "../metrics.ts";

/** Each service has its turn in a week, and a day more when the node was away. */
const DRILLED_SECONDS = 8 * 86_400;

/** A backup of more than so many terms of its schedule is late. */
export const LATE = 1.5;

export const alerts: readonly Alert[] = [
  {
    name: "BackupTooOld",
    // Without any backup it is endless.
    expr: `bev_backup_age_seconds / bev_backup_interval_seconds > ${String(LATE)}`,
    // A node that is new, or was away, begins with all of them.
    for: "30m",
    severity: "critical",
    summary:
      'the newest backup of {{ $labels.service }} on {{ $labels.node }} is {{ printf "%.1f" $value }} times as old as its schedule allows',
  },
  {
    name: "BackupFails",
    expr: "bev_backup_failed == 1",
    for: "20m",
    severity: "warning",
    summary: "backups of {{ $labels.service }} on {{ $labels.node }} fail again and again",
  },
  {
    name: "BackupStoreRemoves",
    expr: "bev_backup_store_append_only == 0",
    for: "0s",
    severity: "critical",
    summary:
      "the store that keeps the backups of {{ $labels.node }} does not refuse to remove them",
  },
  {
    name: "BackupStoreNearlyFull",
    // The agent refuses what would leave less than a tenth free.
    expr: "1 - bev_backup_store_free_bytes / bev_backup_store_size_bytes > 0.8",
    for: "10m",
    severity: "warning",
    summary:
      "the disk that keeps the backups of {{ $labels.node }} is {{ $value | humanizePercentage }} full; from 90% on nothing more is saved",
  },
  {
    name: "BackupNotCopied",
    // Absent where nobody gave a place for copies. Without a whole one it is 0.
    expr: "time() - bev_backup_store_copied_timestamp_seconds > 6 * 3600",
    for: "30m",
    severity: "warning",
    summary:
      "the backups of {{ $labels.node }} have not been copied to the place elsewhere for {{ $value | humanizeDuration }}",
  },
  {
    name: "BackupDrillFails",
    expr: "bev_backup_drill_success == 0",
    for: "5m",
    severity: "warning",
    summary: "the newest drill of {{ $labels.service }} on {{ $labels.node }} did not get it back",
  },
  {
    name: "BackupNotDrilled",
    // A node that is there on demand drills one service a day while it is on: that may take many weeks.
    expr: `time() - bev_backup_drill_timestamp_seconds{availability!="on demand"} > ${String(DRILLED_SECONDS)}`,
    for: "30m",
    severity: "warning",
    summary:
      "no backup of {{ $labels.service }} on {{ $labels.node }} has been tried for {{ $value | humanizeDuration }}",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Age of the newest backup",
    unit: "seconds",
    series: {
      "{{node}} {{service}}": "bev_backup_age_seconds",
      "{{node}} copied elsewhere": "time() - bev_backup_store_copied_timestamp_seconds",
    },
  },
  {
    title: "Size of the newest backup",
    unit: "bytes",
    series: { "{{node}} {{service}}": "bev_backup_size_bytes" },
  },
  {
    title: "Free on the disk that keeps the backups",
    unit: "bytes",
    series: { "{{node}}": "bev_backup_store_free_bytes" },
  },
  {
    title: "Since the newest drill",
    unit: "seconds",
    series: { "{{node}} {{service}}": "time() - bev_backup_drill_timestamp_seconds" },
  },
];

/** Backups: too old, failing, and a store that would remove them. */
import type { Behaviour } from "../behaviour.ts";
import { flag } from "./flag.ts";

/** The agent tells of other services: their names are on the series. */
const target = {
  job: "backup",
  service: "backup-thanos",
  family: "recovery",
  availability: "24/7",
};
const saved = { service: "neo4j" };
const HOUR = 3600;
const DAYS_8 = 8 * 24 * HOUR;
/** What an evaluation at a minute finds to be so old. */
const ofAge = (minute: number, age: number) => minute * 60 - age;

export const backup: Record<string, Behaviour> = {
  BackupTooOld: {
    target,
    series: [
      {
        ...{ metric: "bev_backup_age_seconds", labels: saved },
        ...{ well: 1.5 * HOUR, ill: 1.5 * HOUR + 180, calm: 60 },
      },
      { metric: "bev_backup_interval_seconds", labels: saved, well: HOUR },
    ],
    summary: "the newest backup of neo4j on thanos is 1.6 times as old as its schedule allows",
    told: {
      "a service without any backup": [
        {
          ...{ metric: "bev_backup_age_seconds", labels: saved },
          ...{ well: 60, ill: 1.55 * HOUR },
        },
        { metric: "bev_backup_interval_seconds", labels: saved, well: HOUR },
      ],
    },
  },
  BackupFails: {
    target,
    ...flag("bev_backup_failed", 0, saved),
    summary: "backups of neo4j on thanos fail again and again",
  },
  BackupStoreRemoves: {
    target,
    ...flag("bev_backup_store_append_only", 1),
    summary: "the store that keeps the backups of thanos does not refuse to remove them",
  },
  BackupStoreNearlyFull: {
    target,
    series: [
      { metric: "bev_backup_store_free_bytes", well: 20, ill: 19, calm: 90 },
      { metric: "bev_backup_store_size_bytes", well: 100 },
    ],
    summary:
      "the disk that keeps the backups of thanos is 81% full; from 90% on nothing more is saved",
  },
  BackupNotCopied: {
    target,
    series: [
      {
        metric: "bev_backup_store_copied_timestamp_seconds",
        ...{ well: ofAge(47, 6 * HOUR), ill: ofAge(15, 6 * HOUR + 1) },
      },
    ],
    summary: "the backups of thanos have not been copied to the place elsewhere for 6h 30m 1s",
  },
  BackupDrillFails: {
    target,
    ...flag("bev_backup_drill_success", 1, saved),
    summary: "the newest drill of neo4j on thanos did not get it back",
  },
  BackupNotDrilled: {
    target,
    series: [
      {
        ...{ metric: "bev_backup_drill_timestamp_seconds", labels: saved },
        // On the limit when it is over, and a second past it while it is ill.
        ...{ well: ofAge(47, DAYS_8), ill: ofAge(15, DAYS_8 + 1) },
      },
    ],
    summary: "no backup of neo4j on thanos has been tried for 8d 0h 30m 1s",
    silent: {
      "a node on demand": [
        {
          metric: "bev_backup_drill_timestamp_seconds",
          labels: { ...saved, availability: "on demand" },
          ...{ well: ofAge(47, DAYS_8), ill: ofAge(15, 2 * DAYS_8) },
        },
      ],
    },
  },
};

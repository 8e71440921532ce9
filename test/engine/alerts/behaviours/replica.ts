/** A subscription of PostgreSQL, and numbers of transactions. */
import type { Behaviour, Sample, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  ...{ job: "postgres-exporter", service: "postgres-replica", family: "database" },
  availability: "24/7",
};
const subname = "postgres_replica";

/** Seconds at which an alert of one minute begins to wait, and a minute later. */
const WAITS = 15 * 60;
const FIRES = WAITS + 60;

/** Ahead of the clock while all is well. */
const received = (ill: Sample, well: Sample = { perMinute: 120 }): Series => ({
  metric: "pg_subscription_received_timestamp_seconds",
  labels: { subname, server: "postgres-replica:5432" },
  ...{ well, ill },
});
const before: Series = {
  metric: "pg_subscription_received_timestamp_seconds",
  labels: { subname, server: "former:5432" },
  well: 1,
};
const up = (ill: Sample, labels = {}): Series => ({ metric: "pg_up", labels, well: 1, ill });

export const replica: Record<string, Behaviour> = {
  PostgresSubscriptionStopped: {
    target,
    ...flag("pg_subscription_running", 1, { subname }),
    summary: "nothing follows postgres_replica into postgres-replica",
  },
  PostgresReplicaCutOff: {
    target,
    series: [received(WAITS - 61), before, up(1)],
    drops: ["job", "availability", "server"],
    summary: "postgres-replica on thanos has heard nothing of its primary for 2m 1s",
    silent: {
      "one that is on the limit": [received(FIRES - 60), before, up(1)],
      "one whose exporter does not answer": [
        received(WAITS - 61),
        up(null),
        up(1, { service: "postgres" }),
        up(1, { node: "oracle1" }),
      ],
      "one that is down": [received(WAITS - 61), up(0)],
      "an answer that is neither": [received(WAITS - 61), up(2)],
    },
    told: {
      "one whose worker has ended": [received(null, WAITS - 61), before, up(1)],
    },
  },
};

const ages = (datname: string, limit: number): Omit<Behaviour, "summary"> => {
  const age = (kind: string, ill = limit + 1): Series => ({
    metric: `pg_database_wraparound_age_${kind}_seconds`,
    labels: { datname },
    ...{ well: limit, ill, calm: 1 },
  });
  return {
    target: { ...target, service: "postgres" },
    series: [age("datfrozenxid")],
    silent: { "numbers of groups that are young": [age("datminmxid", 1)] },
    told: { "numbers of groups": [age("datminmxid")] },
  };
};

export const wraparound: Record<string, Behaviour> = {
  PostgresWraparoundNear: {
    ...ages("osint", 1_000_000_000),
    summary: "osint of postgres needs a vacuum: half of its transaction numbers are used",
  },
  PostgresWraparoundVeryNear: {
    ...ages("osint", 1_600_000_000),
    summary: "osint of postgres will soon take no write: its transaction numbers run out",
  },
};

/** What the exporter is told to ask besides: it has no collector for subscriptions, nor for who pulls WAL. */
import { stringify } from "yaml";
import type { PostgresLogin } from "../../catalog/types.ts";
import type { ConfigRenderer } from "../software.ts";

const SUBSCRIPTION = { usage: "LABEL", description: "Name of the subscription" };

/** `pg_<query>_<column>`. A server forgets the time of a message with the worker that received it. */
export const queries: ConfigRenderer = ({ service, services }) => {
  const data = services.find(({ name }) => name === service.dependsOn[0])?.data;
  const logins = data?.engine === "postgres" ? (data.logins ?? []) : [];
  return stringify(
    {
      // A server that follows another has those, a primary has none and no series.
      pg_subscription: {
        query:
          "select subname, (pid is not null)::int as running " +
          "from pg_subscription left join (select subid, pid from pg_stat_subscription " +
          "where worker_type = 'apply') as worker on subid = oid",
        metrics: [
          { subname: SUBSCRIPTION },
          { running: { usage: "GAUGE", description: "Whether it has a worker" } },
        ],
      },
      pg_subscription_received: {
        query:
          "select subname, extract(epoch from last_msg_receipt_time) as timestamp_seconds " +
          "from pg_stat_subscription " +
          // A worker that has not connected yet has the time of its start there.
          "where worker_type = 'apply' and received_lsn is not null",
        metrics: [
          { subname: SUBSCRIPTION },
          {
            timestamp_seconds: {
              usage: "GAUGE",
              description: "When it last received anything from the primary",
            },
          },
        ],
      },
      ...walQuery(logins.filter(({ replication }) => replication === "physical")),
    },
    { lineWidth: 0 },
  );
};

/** The slot of such a login has its name. When its newest base was made is in its setting (ADR-0028). */
function walQuery(readers: readonly PostgresLogin[]) {
  if (readers.length === 0) return {};
  const names = readers.map(({ role }) => `'${role}'`).join(", ");
  return {
    pg_wal_reader: {
      query:
        "select rolname as reader, coalesce(restart_lsn - '0/0', 0) as position_bytes, " +
        "extract(epoch from now()) - coalesce(substring(array_to_string(rolconfig, ' ') " +
        "from 'application_name=base ([0-9]+)')::bigint, 0) as base_age_seconds from pg_roles left join pg_replication_slots on slot_name = rolname " +
        `where rolname in (${names})`,
      metrics: [
        { reader: { usage: "LABEL", description: "Login and slot that pull WAL" } },
        { position_bytes: { usage: "GAUGE", description: "Up to where it has WAL on its disk" } },
        {
          base_age_seconds: {
            usage: "GAUGE",
            description: "How old its newest base backup is; without any, since 1970",
          },
        },
      ],
    },
  };
}

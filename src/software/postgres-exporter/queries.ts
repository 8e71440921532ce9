/** What the exporter is told to ask besides: it has no collector for subscriptions. A primary has none, and no series. */
import { stringify } from "yaml";

const SUBSCRIPTION = { usage: "LABEL", description: "Name of the subscription" };

/** `pg_<query>_<column>`. A server forgets the time of a message with the worker that received it. */
export const subscriptionQueries = () =>
  stringify(
    {
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
    },
    { lineWidth: 0 },
  );

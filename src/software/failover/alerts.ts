/** What services/failover tells of a failover without a person. Without a third vote there is no watch, and nothing fires. */
import type { Alert, Panel } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "FailedOver",
    expr: "bev_failover_stands_in == 1",
    for: "0s",
    severity: "critical",
    summary: "{{ $labels.node }} stands in for the primary of PostgreSQL; bev failback ends it",
  },
  {
    name: "FailoverNotReady",
    // What stands in follows nobody.
    expr: "bev_failover_ready == 0 and bev_failover_stands_in == 0",
    for: "10m",
    severity: "warning",
    summary:
      "{{ $labels.node }} could not take over PostgreSQL by itself: its replica, the third vote or a login is missing",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Failover of PostgreSQL without a person",
    unit: "count",
    series: {
      ready: "bev_failover_ready",
      "primary answers": "bev_failover_primary_answers",
      "third vote answers": "bev_failover_vote_answers",
      "stands in": "bev_failover_stands_in",
    },
    empty: "No region is the third vote.",
  },
];

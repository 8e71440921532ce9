import type { Behaviour, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  ...{ job: "failover", service: "failover-watch", family: "recovery", availability: "24/7" },
};

const ready = (ill: number): Series => ({ metric: "bev_failover_ready", well: 1, ill });
const standsIn = (ill: number): Series => ({ metric: "bev_failover_stands_in", well: 0, ill });

export const failover: Record<string, Behaviour> = {
  FailedOver: {
    target,
    ...flag("bev_failover_stands_in", 0),
    summary: "thanos stands in for the primary of PostgreSQL; bev failback ends it",
  },
  FailoverNotReady: {
    target,
    series: [ready(0), standsIn(0)],
    silent: {
      "a node that stands in": [ready(0), standsIn(1)],
      "values below both": [ready(-1), standsIn(0)],
      "values above both": [ready(2), standsIn(0)],
    },
    summary:
      "thanos could not take over PostgreSQL by itself: its replica, the third vote or a login is missing",
  },
};

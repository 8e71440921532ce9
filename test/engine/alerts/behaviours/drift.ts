import type { Behaviour } from "../behaviour.ts";

const target = {
  ...{ job: "node-exporters", service: "node-exporter", family: "monitoring" },
  availability: "24/7",
};
const HOURS_36 = 36 * 3600;
/** What an evaluation at a minute finds to be so old. */
const checked = (minute: number, age: number) => minute * 60 - age;

export const drift: Record<string, Behaviour> = {
  DriftFound: {
    target,
    series: [{ metric: "bev_drift_containers", well: 0, ill: 1 }],
    summary: "1 containers of thanos differ from the configuration",
    silent: { "less than none": [{ metric: "bev_drift_containers", well: 0, ill: -1 }] },
  },
  DriftNotChecked: {
    target,
    series: [
      {
        metric: "bev_drift_checked_timestamp_seconds",
        ...{ well: checked(17, HOURS_36), ill: checked(15, HOURS_36 + 1) },
      },
    ],
    summary: "thanos was last compared with the configuration 1d 12h 0m 1s ago",
    silent: {
      "a node on demand": [
        {
          metric: "bev_drift_checked_timestamp_seconds",
          labels: { availability: "on demand" },
          ...{ well: checked(17, HOURS_36), ill: checked(15, 2 * HOURS_36) },
        },
      ],
    },
  },
};

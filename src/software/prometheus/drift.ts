/** Containers that differ from the configuration, as `bev drift --publish` found them last. */
import type { RuleSet } from "../metrics.ts";

/** What it writes beside the node exporter of each node. */
export const DRIFT_CONTAINERS = "bev_drift_containers";
export const DRIFT_CHECKED = "bev_drift_checked_timestamp_seconds";

const HOURS = 36;

export const drift: RuleSet = {
  alerts: [
    {
      name: "DriftFound",
      expr: `${DRIFT_CONTAINERS} > 0`,
      for: "0s",
      severity: "warning",
      summary: "{{ $value }} containers of {{ $labels.node }} differ from the configuration",
    },
    {
      // Silent until it is published once: nothing here knows whether somebody wants a timer. A node on demand
      // may have been off.
      name: "DriftNotChecked",
      expr: `time() - ${DRIFT_CHECKED}{availability!="on demand"} > ${String(HOURS * 3600)}`,
      for: "0s",
      severity: "warning",
      summary:
        "{{ $labels.node }} was last compared with the configuration {{ $value | humanizeDuration }} ago",
    },
  ],
};

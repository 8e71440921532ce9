/** What services/geo-router tells of the regions in use. Without one it tells nothing, and nothing fires. */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

export const alerts: readonly Alert[] = [
  {
    name: "NoRegionTakesRequests",
    expr: `max ${KEPT} (bev_region_up) == 0`,
    for: "1m",
    severity: "critical",
    summary:
      "no edge region takes requests; {{ $labels.service }} on {{ $labels.node }} answers 503",
  },
  {
    name: "RegionOut",
    expr: "bev_region_up == 0",
    for: "2m",
    severity: "warning",
    summary:
      "{{ $labels.region }} takes no requests; {{ $labels.service }} on {{ $labels.node }} sends them elsewhere",
  },
];

const EMPTY = "No region is in use.";

export const panels: readonly Panel[] = [
  {
    title: "Edge regions that take requests",
    unit: "count",
    series: { "{{region}}": "bev_region_up" },
    empty: EMPTY,
  },
  {
    title: "How long edge regions take to answer",
    unit: "seconds",
    series: { "{{region}}": "bev_region_latency_seconds" },
    empty: EMPTY,
  },
  {
    title: "Where requests are sent",
    unit: "per second",
    series: { "{{region}}": "rate(bev_route_decisions_total[5m])" },
  },
];

/**
 * Containers, whatever runs in them: one rule for each kind of ill. Limits are series of the exporter, so that a
 * further row needs no rule.
 */
import type { Alert, Panel } from "../metrics.ts";
import { KEPT } from "../metrics.ts";

const OF_LIMIT = "bev_container_memory_used_bytes / bev_container_memory_limit_bytes";
const CONTAINER = "{{ $labels.instance }} on {{ $labels.node }}";

export const alerts: readonly Alert[] = [
  {
    name: "ContainersNotMeasured",
    expr: "bev_engine_up == 0",
    for: "5m",
    severity: "warning",
    summary: "the Engine of {{ $labels.node }} does not say how its containers do",
  },
  {
    // By its name it holds back the alerts of services that need this one.
    name: "ContainerDown",
    expr: `max ${KEPT} (bev_container_running) == 0`,
    for: "2m",
    severity: "critical",
    summary: "no container of {{ $labels.service }} on {{ $labels.node }} runs",
  },
  {
    name: "ContainerStopped",
    expr: "bev_container_running == 0",
    for: "5m",
    severity: "warning",
    summary: `${CONTAINER} does not run`,
  },
  {
    name: "ContainerRestartLoop",
    expr: "increase(bev_container_restarts_total[12m]) > 3",
    for: "0s",
    severity: "critical",
    summary: `${CONTAINER} has ended and been started again {{ printf "%.0f" $value }} times in 12 minutes`,
  },
  {
    name: "ContainerUnhealthy",
    // One that was killed keeps the state of its last check.
    expr: "bev_container_unhealthy == 1 and bev_container_running == 1",
    for: "5m",
    severity: "critical",
    summary: `${CONTAINER} runs and fails its health check`,
  },
  {
    name: "ContainerKilledForMemory",
    expr: "increase(bev_container_oom_kills_total[10m]) > 0",
    for: "0s",
    severity: "warning",
    summary: `a process of ${CONTAINER} was killed: it wanted more memory than its limit`,
  },
  {
    name: "ContainerMemoryNearlyFull",
    expr: `${OF_LIMIT} > 0.9`,
    for: "10m",
    severity: "warning",
    summary: `${CONTAINER} uses {{ $value | humanizePercentage }} of the memory that it may have`,
  },
  {
    name: "ContainerMemoryAboveReservation",
    expr: "bev_container_memory_used_bytes / bev_container_memory_reservation_bytes > 1",
    for: "1h",
    severity: "info",
    summary: `${CONTAINER} uses {{ $value | humanizePercentage }} of the memory that is planned for it`,
  },
  {
    name: "ContainerThrottled",
    expr: "rate(bev_container_cpu_throttled_seconds_total[5m]) > 0.25",
    for: "15m",
    severity: "info",
    summary: `${CONTAINER} is held back {{ $value | humanizePercentage }} of the time by its processor limit`,
  },
];

/** Those with the highest values: a line for each container would hide them. */
function highest(expr: string): string {
  return `topk by (node, family) (3, ${expr})`;
}

export const panels: readonly Panel[] = [
  {
    title: "Containers that run",
    unit: "count",
    series: { "{{node}} {{family}}": "sum by (node, family) (bev_container_running)" },
  },
  {
    title: "Memory of containers against their limits",
    unit: "share",
    series: { "{{node}}/{{instance}}": highest(OF_LIMIT) },
  },
  {
    title: "Processors that containers use",
    unit: "count",
    series: { "{{node}}/{{instance}}": highest("rate(bev_container_cpu_seconds_total[5m])") },
  },
  {
    title: "Restarts of containers in an hour",
    unit: "count",
    series: { "{{node}}/{{instance}}": highest("increase(bev_container_restarts_total[1h])") },
  },
];

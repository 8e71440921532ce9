import type { Behaviour, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

/** What an alert of a whole service does not say. */
const instance = { instance: "redis-2" };
const whole = {
  job: "container-exporter",
  service: "redis",
  family: "database",
  availability: "24/7",
};
const target = { ...whole, ...instance };

const memory = (limit: string, well: number): Series[] => [
  { metric: "bev_container_memory_used_bytes", well, ill: well + 1, calm: 1 },
  { metric: `bev_container_memory_${limit}_bytes`, well: 1000 },
];
/** Of one instance of two. */
const runs = (name: string, well: 0 | 1, ill: 0 | 1): Series => ({
  metric: "bev_container_running",
  labels: { instance: name },
  well,
  ill,
});

const UNHEALTHY: Series = { metric: "bev_container_unhealthy", well: 0, ill: 1 };

export const containers: Record<string, Behaviour> = {
  ContainersNotMeasured: {
    target: { ...whole, service: "container-exporter", family: "monitoring" },
    ...flag("bev_engine_up", 1),
    summary: "the Engine of thanos does not say how its containers do",
  },
  ContainerDown: {
    target: whole,
    series: [runs("redis", 1, 0), runs("redis-2", 1, 0)],
    silent: {
      "one instance of two": [runs("redis", 1, 1), runs("redis-2", 1, 0)],
      "a value below both": [{ ...runs("redis", 1, 0), ill: -1 }],
    },
    drops: ["job", "availability", "instance"],
    summary: "no container of redis on thanos runs",
  },
  ContainerStopped: {
    target,
    ...flag("bev_container_running", 1),
    told: { "one instance of two": [runs("redis", 1, 1), runs("redis-2", 1, 0)] },
    summary: "redis-2 on thanos does not run",
  },
  ContainerRestartLoop: {
    target,
    series: [
      {
        metric: "bev_container_restarts_total",
        ...{ well: { perMinute: 0.25 }, ill: { perMinute: 1 }, calm: { perMinute: 0 } },
      },
    ],
    lasts: 11,
    summary: "redis-2 on thanos has ended and been started again 4 times in 12 minutes",
  },
  ContainerUnhealthy: {
    target,
    series: [UNHEALTHY, runs("redis-2", 1, 1)],
    silent: {
      "a container that has ended": [UNHEALTHY, runs("redis-2", 1, 0)],
      "a value above both": [{ ...UNHEALTHY, ill: 2 }, runs("redis-2", 1, 1)],
      "another container that is": [UNHEALTHY, runs("redis", 1, 1)],
    },
    summary: "redis-2 on thanos runs and fails its health check",
  },
  ContainerKilledForMemory: {
    target,
    series: [
      {
        metric: "bev_container_oom_kills_total",
        ...{ well: { perMinute: 0 }, ill: { perMinute: 1 } },
      },
    ],
    lasts: 9,
    summary: "a process of redis-2 on thanos was killed: it wanted more memory than its limit",
  },
  ContainerMemoryNearlyFull: {
    target,
    series: memory("limit", 900),
    summary: "redis-2 on thanos uses 90.1% of the memory that it may have",
  },
  ContainerMemoryAboveReservation: {
    target,
    series: memory("reservation", 1000),
    summary: "redis-2 on thanos uses 100.1% of the memory that is planned for it",
  },
  ContainerThrottled: {
    target,
    series: [
      {
        metric: "bev_container_cpu_throttled_seconds_total",
        ...{ well: { perMinute: 15 }, ill: { perMinute: 20 }, calm: { perMinute: 0 } },
      },
    ],
    lasts: 4,
    summary: "redis-2 on thanos is held back 33.33% of the time by its processor limit",
  },
};

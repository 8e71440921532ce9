import type { Behaviour } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  job: "redis-exporter",
  service: "redis",
  family: "database",
  availability: "24/7",
};

const memory = (well: number) => [
  { metric: "redis_memory_used_bytes", well, ill: well + 1, calm: 1 },
  { metric: "redis_memory_max_bytes", well: 1000 },
];

export const redis: Record<string, Behaviour> = {
  RedisDown: { target, ...flag("redis_up", 1), summary: "redis on thanos takes no command" },
  RedisMemoryNearlyFull: {
    target,
    series: memory(850),
    summary: "redis on thanos uses 85.1% of its memory",
  },
  RedisMemoryFull: {
    target,
    series: memory(970),
    summary: "redis on thanos is full and will refuse writes",
  },
  RedisSaveFailed: {
    target,
    ...flag("redis_rdb_last_bgsave_status", 1),
    summary: "redis on thanos could not save its data",
  },
  RedisAppendFailed: {
    target,
    ...flag("redis_aof_last_write_status", 1),
    summary: "redis on thanos cannot write its log and refuses writes",
  },
  RedisRejectsConnections: {
    target,
    series: [
      {
        metric: "redis_rejected_connections_total",
        ...{ well: { perMinute: 0 }, ill: { perMinute: 1 } },
      },
    ],
    summary: "redis on thanos refuses connections: it has too many",
    lasts: 9,
  },
  RedisLoadsLong: {
    target,
    ...flag("redis_loading_dump_file", 0),
    summary: "redis on thanos still loads its data",
  },
};

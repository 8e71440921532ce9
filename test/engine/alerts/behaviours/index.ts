/** By rule set, then by alert. */
import type { Behaviour } from "../behaviour.ts";
import { backup } from "./backup.ts";
import { bev, onDemandAvatar } from "./bev.ts";
import { containers } from "./containers.ts";
import { drift } from "./drift.ts";
import { failover } from "./failover.ts";
import { geoRouter } from "./geo-router.ts";
import { gpu } from "./gpu.ts";
import { haproxy } from "./haproxy.ts";
import { kafka, twoControllers } from "./kafka.ts";
import { logShipper, victoriaLogs } from "./logs.ts";
import { alertmanager, prometheus } from "./monitoring.ts";
import { node } from "./node.ts";
import { onDemandTarget, platform } from "./platform.ts";
import { blackbox, onDemandProbe } from "./probes.ts";
import { postgres, wal } from "./postgres.ts";
import { replica, wraparound } from "./replica.ts";
import { brokerAlone, rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { vault } from "./vault.ts";

export const behaviours: Record<string, Record<string, Behaviour>> = {
  platform,
  bev,
  drift,
  alertmanager,
  backup,
  "blackbox-exporter": blackbox,
  "container-exporter": containers,
  failover,
  "geo-router": geoRouter,
  "gpu-exporter": gpu,
  haproxy,
  kafka,
  "log-shipper": logShipper,
  "node-exporter": node,
  "postgres-exporter": { ...postgres, ...wal, ...replica, ...wraparound },
  prometheus,
  rabbitmq,
  "redis-exporter": redis,
  vault,
  victorialogs: victoriaLogs,
};

/** What an alert does for another kind of target. */
export const others: Record<string, Behaviour> = {
  AvatarSystemDown: onDemandAvatar,
  KafkaControllers: twoControllers,
  ProbeFailed: onDemandProbe,
  RabbitmqPeerMissing: brokerAlone,
  TargetDown: onDemandTarget,
};

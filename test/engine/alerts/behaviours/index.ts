/** By rule set, then by alert. */
import type { Behaviour } from "../behaviour.ts";
import { bev, onDemandAvatar } from "./bev.ts";
import { containers } from "./containers.ts";
import { gpu } from "./gpu.ts";
import { haproxy } from "./haproxy.ts";
import { logShipper, victoriaLogs } from "./logs.ts";
import { alertmanager, prometheus } from "./monitoring.ts";
import { node } from "./node.ts";
import { onDemandTarget, platform } from "./platform.ts";
import { blackbox, onDemandProbe } from "./probes.ts";
import { postgres } from "./postgres.ts";
import { brokerAlone, rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";

export const behaviours: Record<string, Record<string, Behaviour>> = {
  platform,
  bev,
  alertmanager,
  "blackbox-exporter": blackbox,
  "container-exporter": containers,
  "gpu-exporter": gpu,
  haproxy,
  "log-shipper": logShipper,
  "node-exporter": node,
  "postgres-exporter": postgres,
  prometheus,
  rabbitmq,
  "redis-exporter": redis,
  victorialogs: victoriaLogs,
};

/** What an alert does for another kind of target. */
export const others: Record<string, Behaviour> = {
  AvatarSystemDown: onDemandAvatar,
  ProbeFailed: onDemandProbe,
  RabbitmqPeerMissing: brokerAlone,
  TargetDown: onDemandTarget,
};

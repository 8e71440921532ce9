/** By rule set, then by alert. */
import type { Behaviour } from "../behaviour.ts";
import { bev, onDemandAvatar } from "./bev.ts";
import { drift } from "./drift.ts";
import { gpu } from "./gpu.ts";
import { haproxy } from "./haproxy.ts";
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
  drift,
  alertmanager,
  "blackbox-exporter": blackbox,
  "gpu-exporter": gpu,
  haproxy,
  "node-exporter": node,
  "postgres-exporter": postgres,
  prometheus,
  rabbitmq,
  "redis-exporter": redis,
};

/** What an alert does for another kind of target. */
export const others: Record<string, Behaviour> = {
  AvatarSystemDown: onDemandAvatar,
  ProbeFailed: onDemandProbe,
  RabbitmqPeerMissing: brokerAlone,
  TargetDown: onDemandTarget,
};

/** Redis exporter: how a Redis does, and when that is told. */
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

export const redisExporter: Software = {
  metrics: { purpose: "metrics", ofDependency: true, alerts, panels },
};

/** Container exporter: how each container of a node does, and when that is told. */
import type { Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

export const containerExporter: Software = {
  metrics: { purpose: "metrics", ofOthers: true, alerts, panels },
};

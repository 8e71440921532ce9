/** Node exporter: how a node does, and when that is told. */
import type { Software } from "../software.ts";
import { alerts, panels, records } from "./rules.ts";

export const nodeExporter: Software = {
  // The name that the documents give the job (001:701).
  metrics: { job: "node-exporters", purpose: "metrics", records, alerts, panels },
  seesHost: true,
};

/** GPU exporter: how the graphics card does, and when that is told. */
import type { Software } from "../software.ts";
import { alerts, panels, records } from "./rules.ts";

export const gpuExporter: Software = { metrics: { purpose: "metrics", records, alerts, panels } };

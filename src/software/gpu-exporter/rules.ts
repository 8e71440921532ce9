/** Graphics cards, in the default counters of NVIDIA's dcgm-exporter 3.3.9. */
import type { Alert, Panel, RecordingRule } from "../metrics.ts";

export const records: readonly RecordingRule[] = [
  // The documents name a metric of no exporter (001:720).
  {
    record: "bev:gpu_utilization_percentage",
    expr: "max by (node, service, family, gpu) (DCGM_FI_DEV_GPU_UTIL)",
  },
];

export const alerts: readonly Alert[] = [
  {
    name: "GpuError",
    expr: "DCGM_FI_DEV_XID_ERRORS > 0",
    for: "0s",
    severity: "warning",
    summary: "card {{ $labels.gpu }} of {{ $labels.node }} reports XID error {{ $value }}",
  },
  {
    name: "GpuHot",
    expr: "DCGM_FI_DEV_GPU_TEMP > 85",
    for: "5m",
    severity: "warning",
    summary: "card {{ $labels.gpu }} of {{ $labels.node }} has {{ $value }} degrees",
  },
  {
    name: "GpuMemoryNearlyFull",
    expr: "DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE) > 0.95",
    for: "10m",
    severity: "warning",
    summary:
      "card {{ $labels.gpu }} of {{ $labels.node }} uses {{ $value | humanizePercentage }} of its memory",
  },
  {
    name: "GpuRowRemapFailed",
    expr: "DCGM_FI_DEV_ROW_REMAP_FAILURE > 0",
    for: "1m",
    severity: "critical",
    summary: "card {{ $labels.gpu }} of {{ $labels.node }} cannot replace a bad row of its memory",
  },
];

export const panels: readonly Panel[] = [
  {
    title: "Graphics card in use",
    unit: "percent",
    series: { "{{node}} card {{gpu}}": "bev:gpu_utilization_percentage" },
  },
  {
    title: "Memory of the graphics card in use",
    unit: "share",
    series: {
      "{{node}} card {{gpu}}": "DCGM_FI_DEV_FB_USED / (DCGM_FI_DEV_FB_USED + DCGM_FI_DEV_FB_FREE)",
    },
  },
  {
    title: "Temperature of the graphics card",
    unit: "degrees",
    series: { "{{node}} card {{gpu}}": "DCGM_FI_DEV_GPU_TEMP" },
  },
];

import type { Behaviour } from "../behaviour.ts";

const target = {
  job: "gpu-exporter",
  service: "gpu-exporter",
  family: "monitoring",
  availability: "24/7",
};
const labels = { gpu: "0" };

export const gpu: Record<string, Behaviour> = {
  GpuError: {
    target,
    series: [{ metric: "DCGM_FI_DEV_XID_ERRORS", labels, well: 0, ill: 1 }],
    summary: "card 0 of thanos reports XID error 1",
    silent: { "a value below 0": [{ metric: "DCGM_FI_DEV_XID_ERRORS", labels, well: 0, ill: -1 }] },
  },
  GpuHot: {
    target,
    series: [{ metric: "DCGM_FI_DEV_GPU_TEMP", labels, well: 85, ill: 86 }],
    summary: "card 0 of thanos has 86 degrees",
    silent: { "a cool card": [{ metric: "DCGM_FI_DEV_GPU_TEMP", labels, well: 85, ill: 40 }] },
  },
  GpuMemoryNearlyFull: {
    target,
    series: [
      { metric: "DCGM_FI_DEV_FB_USED", labels, well: 950, ill: 951, calm: 1 },
      { metric: "DCGM_FI_DEV_FB_FREE", labels, well: 50, ill: 49 },
    ],
    summary: "card 0 of thanos uses 95.1% of its memory",
  },
  GpuRowRemapFailed: {
    target,
    series: [{ metric: "DCGM_FI_DEV_ROW_REMAP_FAILURE", labels, well: 0, ill: 1 }],
    summary: "card 0 of thanos cannot replace a bad row of its memory",
    silent: {
      "a value below 0": [{ metric: "DCGM_FI_DEV_ROW_REMAP_FAILURE", labels, well: 0, ill: -1 }],
    },
  },
};

import type { Behaviour, Series } from "../behaviour.ts";
import { flag } from "./flag.ts";

const target = {
  job: "node-exporters",
  service: "node-exporter",
  family: "monitoring",
  availability: "24/7",
};
const array = { device: "md0" };
const active = { ...array, state: "active" };

const root = { device: "/dev/sda1", fstype: "ext4", mountpoint: "/" };

/** Of 1000 in all; a sudden step is a fall that goes on, by the regression. */
const disk = (
  well: number,
  ill = well,
  { readonly = 0, ...labels }: { readonly?: number; fstype?: string } = {},
): Series[] => [
  { metric: "node_filesystem_avail_bytes", labels: { ...root, ...labels }, well, ill },
  { metric: "node_filesystem_size_bytes", labels: { ...root, ...labels }, well: 1000 },
  { metric: "node_filesystem_readonly", labels: { ...root, ...labels }, well: readonly },
];

const fills = (limit: number, summary: string): Behaviour => ({
  target,
  series: disk(1000, limit - 1),
  summary: `/ of thanos has ${summary}`,
  silent: {
    "a share on the limit": disk(1000, limit),
    "what stays small": disk(limit - 1),
    "what grows": disk(10, limit - 1),
    "one that is read-only": disk(1000, limit - 1, { readonly: 1 }),
    "one that is neither": disk(1000, limit - 1, { readonly: -1 }),
    "one in memory": disk(1000, limit - 1, { fstype: "tmpfs" }),
  },
});

const inodes = (well: number, ill: number, labels = {}): Series[] => [
  { metric: "node_filesystem_files_free", labels: { ...root, ...labels }, well, ill, calm: 900 },
  { metric: "node_filesystem_files", labels: { ...root, ...labels }, well: 1000 },
];

const readOnly = flag("node_filesystem_readonly", 0, root);

const KILLED = "bev_container_oom_kills_total";
const KILLS: Series = {
  metric: "node_vmstat_oom_kill",
  ...{ well: { perMinute: 0 }, ill: { perMinute: 1 } },
};

export const node: Record<string, Behaviour> = {
  NodeDiskFillsInADay: fills(400, "39.9% left and fills within a day"),
  NodeDiskFillsInHours: fills(200, "19.9% left and fills within four hours"),
  NodeInodesNearlyUsed: {
    target,
    series: inodes(50, 49),
    summary: "/ of thanos has 4.9% of its inodes left",
    silent: {
      "one in memory": inodes(50, 49, { fstype: "tmpfs" }),
      "one without a fixed number": [
        { metric: "node_filesystem_files_free", labels: root, well: 0 },
        { metric: "node_filesystem_files", labels: root, well: 0 },
      ],
    },
  },
  NodeFileSystemReadOnly: {
    target,
    ...readOnly,
    summary: "/ of thanos takes no writes",
    silent: {
      ...readOnly.silent,
      "an image that is never written": [
        {
          metric: "node_filesystem_readonly",
          labels: { ...root, fstype: "squashfs" },
          ...{ well: 0, ill: 1 },
        },
      ],
    },
  },
  NodeMemoryNearlyFull: {
    target,
    series: [
      { metric: "node_memory_MemAvailable_bytes", well: 100, ill: 99, calm: 900 },
      { metric: "node_memory_MemTotal_bytes", well: 1000 },
    ],
    summary: "thanos has 9.9% of its memory left",
  },
  NodeSwapNearlyFull: {
    target,
    series: [
      { metric: "node_memory_SwapFree_bytes", well: 200, ill: 199, calm: 900 },
      { metric: "node_memory_SwapTotal_bytes", well: 1000 },
    ],
    summary: "thanos has 19.9% of its swap left",
    silent: {
      "a node without swap": [
        { metric: "node_memory_SwapFree_bytes", well: 0 },
        { metric: "node_memory_SwapTotal_bytes", well: 0 },
      ],
    },
  },
  NodeOutOfMemoryKill: {
    target,
    series: [KILLS],
    silent: {
      "a process of a container": [
        KILLS,
        { ...KILLS, metric: KILLED, labels: { service: "redis" } },
      ],
    },
    told: {
      "a process beside containers that are well": [
        KILLS,
        { metric: KILLED, labels: { service: "redis" }, well: { perMinute: 0 } },
      ],
      "a process while another node's container is ill": [
        KILLS,
        { ...KILLS, metric: KILLED, labels: { service: "redis", node: "oracle1" } },
      ],
    },
    summary: "the kernel of thanos killed a process for want of memory",
    lasts: 9,
  },
  NodeMemoryPressure: {
    target,
    series: [
      {
        metric: "node_pressure_memory_waiting_seconds_total",
        ...{ well: { perMinute: 6 }, ill: { perMinute: 9 }, calm: { perMinute: 0 } },
      },
    ],
    summary: "processes of thanos wait 15% of the time for memory",
    lasts: 4,
  },
  NodeDiskPressure: {
    target,
    series: [
      {
        metric: "node_pressure_io_waiting_seconds_total",
        ...{ well: { perMinute: 30 }, ill: { perMinute: 33 }, calm: { perMinute: 0 } },
      },
    ],
    summary: "processes of thanos wait 55% of the time for a disk",
    lasts: 4,
  },
  NodeProcessorPressure: {
    target,
    series: [
      {
        metric: "node_pressure_cpu_waiting_seconds_total",
        ...{ well: { perMinute: 30 }, ill: { perMinute: 33 }, calm: { perMinute: 0 } },
      },
    ],
    summary: "processes of thanos wait 55% of the time for a processor",
    lasts: 4,
  },
  NodeFileHandlesNearlyUsed: {
    target,
    series: [
      { metric: "node_filefd_allocated", well: 800, ill: 801, calm: 10 },
      { metric: "node_filefd_maximum", well: 1000 },
    ],
    summary: "thanos uses 80.1% of its file handles",
  },
  NodeClockNotSynchronised: {
    target,
    series: [
      { metric: "node_timex_sync_status", well: 1, ill: 0 },
      { metric: "node_timex_maxerror_seconds", well: 16 },
    ],
    summary: "the clock of thanos follows no other one",
    silent: {
      "an error that is still small": [
        { metric: "node_timex_sync_status", well: 1, ill: 0 },
        { metric: "node_timex_maxerror_seconds", well: 15.9 },
      ],
      "a status below 0": [
        { metric: "node_timex_sync_status", well: 1, ill: -1 },
        { metric: "node_timex_maxerror_seconds", well: 16 },
      ],
    },
    told: {
      "an error that is large": [
        { metric: "node_timex_sync_status", well: 1, ill: 0 },
        { metric: "node_timex_maxerror_seconds", well: 17 },
      ],
    },
  },
  NodeClockOff: {
    target,
    series: [{ metric: "node_timex_offset_seconds", well: 0.05, ill: 0.051, calm: 0 }],
    summary: "the clock of thanos is off by 51ms",
    told: {
      "a clock that is late": [{ metric: "node_timex_offset_seconds", well: -0.05, ill: -0.051 }],
    },
  },
  NodeRaidDiskFailed: {
    target,
    series: [{ metric: "node_md_disks", labels: { ...array, state: "failed" }, well: 0, ill: 1 }],
    summary: "md0 of thanos has a failed disk",
    silent: {
      "a spare disk": [
        { metric: "node_md_disks", labels: { ...array, state: "spare" }, well: 0, ill: 1 },
      ],
      "fewer than none": [
        { metric: "node_md_disks", labels: { ...array, state: "failed" }, well: 0, ill: -1 },
      ],
    },
  },
  NodeRaidDegraded: {
    target,
    series: [
      { metric: "node_md_disks_required", labels: array, well: 2 },
      { metric: "node_md_disks", labels: active, well: 2, ill: 1 },
    ],
    summary: "md0 of thanos lacks 1 of its disks",
    silent: {
      "a spare disk that goes": [
        { metric: "node_md_disks_required", labels: array, well: 2 },
        { metric: "node_md_disks", labels: active, well: 2 },
        { metric: "node_md_disks", labels: { ...array, state: "spare" }, well: 2, ill: 1 },
      ],
      "a disk too many": [
        { metric: "node_md_disks_required", labels: array, well: 2 },
        { metric: "node_md_disks", labels: active, well: 2, ill: 3 },
      ],
    },
  },
  NodeTextfileUnreadable: {
    target,
    ...flag("node_textfile_scrape_error", 0),
    summary: "the node exporter of thanos cannot read what lies in its folder of files",
  },
};

/**
 * A node's processor, memory, clock and disks. The exporter sees the node's mounts by way of its first
 * process, and the network of its own container, so nothing here is about the node's network.
 */
import type { Alert, Panel, RecordingRule } from "../metrics.ts";

/** Of the node itself, not in memory and not another machine's. What is set against these has their labels. */
const DISK = `{fstype=~"ext[234]|xfs|btrfs|zfs"}`;
const FREE = `node_filesystem_avail_bytes${DISK} / node_filesystem_size_bytes`;

/** What the documents' panel of the nodes asks for (001:763). */
export const records: readonly RecordingRule[] = [
  {
    record: "node_cpu_percent",
    expr: `100 * (1 - avg by (node, service, family) (rate(node_cpu_seconds_total{mode="idle"}[5m])))`,
  },
  {
    record: "node_memory_percent",
    expr: "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)",
  },
  { record: "node_disk_percent", expr: `100 * (1 - ${FREE})` },
];

/** Less is left than a share, and at the pace of the last six hours nothing in so many hours. */
function fills(share: number, hours: number): string {
  return (
    `${FREE} < ${String(share)} ` +
    `and predict_linear(node_filesystem_avail_bytes[6h], ${String(hours)} * 3600) < 0 ` +
    `and node_filesystem_readonly == 0`
  );
}

export const alerts: readonly Alert[] = [
  {
    name: "NodeDiskFillsInADay",
    expr: fills(0.4, 24),
    for: "1h",
    severity: "warning",
    summary:
      "{{ $labels.mountpoint }} of {{ $labels.node }} has {{ $value | humanizePercentage }} left and fills within a day",
  },
  {
    name: "NodeDiskFillsInHours",
    expr: fills(0.2, 4),
    for: "30m",
    severity: "critical",
    summary:
      "{{ $labels.mountpoint }} of {{ $labels.node }} has {{ $value | humanizePercentage }} left and fills within four hours",
  },
  {
    // A file system without a fixed number of them has neither figure.
    name: "NodeInodesNearlyUsed",
    expr: `node_filesystem_files_free${DISK} / node_filesystem_files < 0.05`,
    for: "15m",
    severity: "warning",
    summary:
      "{{ $labels.mountpoint }} of {{ $labels.node }} has {{ $value | humanizePercentage }} of its inodes left",
  },
  {
    name: "NodeFileSystemReadOnly",
    expr: `node_filesystem_readonly${DISK} == 1`,
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.mountpoint }} of {{ $labels.node }} takes no writes",
  },
  {
    name: "NodeMemoryNearlyFull",
    expr: "node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1",
    for: "15m",
    severity: "warning",
    summary: "{{ $labels.node }} has {{ $value | humanizePercentage }} of its memory left",
  },
  {
    name: "NodeSwapNearlyFull",
    expr: "node_memory_SwapFree_bytes / node_memory_SwapTotal_bytes < 0.2",
    for: "15m",
    severity: "warning",
    summary: "{{ $labels.node }} has {{ $value | humanizePercentage }} of its swap left",
  },
  {
    // Of a process in a container ContainerKilledForMemory tells.
    name: "NodeOutOfMemoryKill",
    expr:
      "increase(node_vmstat_oom_kill[10m]) > 0 " +
      "unless on (node) increase(bev_container_oom_kills_total[10m]) > 0",
    for: "0s",
    severity: "warning",
    summary: "the kernel of {{ $labels.node }} killed a process for want of memory",
  },
  {
    name: "NodeMemoryPressure",
    expr: "rate(node_pressure_memory_waiting_seconds_total[5m]) > 0.1",
    for: "10m",
    severity: "warning",
    summary:
      "processes of {{ $labels.node }} wait {{ $value | humanizePercentage }} of the time for memory",
  },
  {
    name: "NodeDiskPressure",
    expr: "rate(node_pressure_io_waiting_seconds_total[5m]) > 0.5",
    for: "15m",
    severity: "warning",
    summary:
      "processes of {{ $labels.node }} wait {{ $value | humanizePercentage }} of the time for a disk",
  },
  {
    name: "NodeProcessorPressure",
    expr: "rate(node_pressure_cpu_waiting_seconds_total[5m]) > 0.5",
    for: "30m",
    severity: "info",
    summary:
      "processes of {{ $labels.node }} wait {{ $value | humanizePercentage }} of the time for a processor",
  },
  {
    name: "NodeFileHandlesNearlyUsed",
    expr: "node_filefd_allocated / node_filefd_maximum > 0.8",
    for: "10m",
    severity: "warning",
    summary: "{{ $labels.node }} uses {{ $value | humanizePercentage }} of its file handles",
  },
  {
    name: "NodeClockNotSynchronised",
    expr: "node_timex_sync_status == 0 and node_timex_maxerror_seconds >= 16",
    for: "10m",
    severity: "warning",
    summary: "the clock of {{ $labels.node }} follows no other one",
  },
  {
    name: "NodeClockOff",
    expr: "abs(node_timex_offset_seconds) > 0.05",
    for: "10m",
    severity: "warning",
    summary: "the clock of {{ $labels.node }} is off by {{ $value | humanizeDuration }}",
  },
  {
    name: "NodeRaidDiskFailed",
    expr: `node_md_disks{state="failed"} > 0`,
    for: "1m",
    severity: "warning",
    summary: "{{ $labels.device }} of {{ $labels.node }} has a failed disk",
  },
  {
    name: "NodeRaidDegraded",
    expr: `node_md_disks_required - ignoring (state) node_md_disks{state="active"} > 0`,
    for: "1m",
    severity: "critical",
    summary: "{{ $labels.device }} of {{ $labels.node }} lacks {{ $value }} of its disks",
  },
  {
    name: "NodeTextfileUnreadable",
    expr: "node_textfile_scrape_error == 1",
    for: "5m",
    severity: "warning",
    summary: "the node exporter of {{ $labels.node }} cannot read what lies in its folder of files",
  },
];

export const panels: readonly Panel[] = [
  { title: "Processor in use", unit: "percent", series: { "{{node}}": "node_cpu_percent" } },
  { title: "Memory in use", unit: "percent", series: { "{{node}}": "node_memory_percent" } },
  {
    title: "Disks in use",
    unit: "percent",
    series: { "{{node}} {{mountpoint}}": "node_disk_percent" },
  },
  {
    title: "Time that processes wait",
    unit: "share",
    series: {
      "{{node}} for a processor": "rate(node_pressure_cpu_waiting_seconds_total[5m])",
      "{{node}} for memory": "rate(node_pressure_memory_waiting_seconds_total[5m])",
      "{{node}} for a disk": "rate(node_pressure_io_waiting_seconds_total[5m])",
    },
  },
];

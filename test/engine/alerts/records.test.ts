/** What the recording rules make of samples, where no alert shows it. */
import { expect, it } from "@jest/globals";
import { minutesApart, seriesOf } from "./behaviour.ts";
import type { Sample, TestGroup } from "./behaviour.ts";
import { failuresOf } from "./promtool.ts";
import { ruleTests } from "./rule-tests.ts";

const kept = { node: "thanos", service: "s", family: "osint" };
const target = { ...kept, job: "j", availability: "24/7" };

const cases: [
  record: string,
  series: [string, Record<string, string>, Sample][],
  value: number,
  labels?: object,
][] = [
  [
    "bev:avatar_fps",
    [
      ["avatar_frames_total", { view: "a" }, { perMinute: 3600 }],
      ["avatar_frames_total", { view: "b" }, { perMinute: 3600 }],
    ],
    120,
  ],
  [
    "bev:reasoning_operations_per_second",
    [
      ["extended_reasoning_operations_total", { kind: "a" }, { perMinute: 60 }],
      ["extended_reasoning_operations_total", { kind: "b" }, { perMinute: 30 }],
    ],
    1.5,
  ],
  [
    "bev:osint_investigations_active",
    [
      ["osint_investigation_active", { kind: "a" }, 2],
      ["osint_investigation_active", { kind: "b" }, 3],
    ],
    5,
  ],
  [
    "bev:threat_detections_per_hour",
    [
      ["threat_detections_total", { kind: "a" }, { perMinute: 1 }],
      ["threat_detections_total", { kind: "b" }, { perMinute: 2 }],
    ],
    180,
  ],
  [
    "bev:gpu_utilization_percentage",
    [["DCGM_FI_DEV_GPU_UTIL", { gpu: "0", UUID: "u" }, 70]],
    70,
    { gpu: "0" },
  ],
  [
    "node_cpu_percent",
    [
      ["node_cpu_seconds_total", { cpu: "0", mode: "idle" }, { perMinute: 15 }],
      ["node_cpu_seconds_total", { cpu: "1", mode: "idle" }, { perMinute: 45 }],
      ["node_cpu_seconds_total", { cpu: "0", mode: "user" }, { perMinute: 45 }],
    ],
    50,
  ],
  [
    "node_memory_percent",
    [
      ["node_memory_MemAvailable_bytes", {}, 250],
      ["node_memory_MemTotal_bytes", {}, 1000],
    ],
    75,
    { job: "j", availability: "24/7" },
  ],
  [
    "node_disk_percent",
    [
      ["node_filesystem_avail_bytes", { mountpoint: "/", fstype: "ext4" }, 400],
      ["node_filesystem_size_bytes", { mountpoint: "/", fstype: "ext4" }, 1000],
      ["node_filesystem_avail_bytes", { mountpoint: "/run", fstype: "tmpfs" }, 1],
      ["node_filesystem_size_bytes", { mountpoint: "/run", fstype: "tmpfs" }, 2],
    ],
    60,
    { job: "j", availability: "24/7", mountpoint: "/", fstype: "ext4" },
  ],
];

it.each(cases)("%s is recorded", async (record, series, value, labels = {}) => {
  const test = ruleTests.find(({ records = [] }) => records.some((one) => one.record === record));
  if (!test) throw new Error(`no rule set records ${record}`);
  const group: TestGroup = {
    name: record,
    interval: "1m",
    input_series: series.map(([metric, more, sample]) => ({
      series: seriesOf(metric, { ...target, ...more }),
      values: minutesApart(90, () => sample),
    })),
    alert_rule_test: [],
    promql_expr_test: [
      {
        expr: record,
        eval_time: "80m",
        exp_samples: [{ labels: seriesOf(record, { ...kept, ...labels }), value }],
      },
    ],
  };
  expect(await failuresOf([{ ...test, groups: [group] }])).toEqual([undefined]);
});

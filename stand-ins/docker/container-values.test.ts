/** Values that are read back in another form than they were given. */
import { expect, it } from "@jest/globals";
import { answer } from "../../test/kit/docker-answer.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { Inspected } from "./container-answer.ts";
import { containerOutputs } from "./container-read.ts";

it.each([
  [0, ""],
  [0.05, "0.1"],
  [0.25, "0.25"],
  [0.5, "0.5"],
  [1, "1.0"],
  [1.05, "1.05"],
  [1.5, "1.5"],
  [2, "2.0"],
  [10, "10."],
  [10.5, "10.5"],
  [0.000000001, "0.0"],
])("prints %d CPUs as the published provider does: %j", (cpus, expected) => {
  const info = answer({ NanoCpus: Math.round(cpus * 1e9) });
  expect(containerOutputs({}, info)["cpus"]).toBe(expected);
});

it.each([
  [undefined, "0s"],
  [0, "0s"],
  [5e8, "500ms"],
  [1e9, "1s"],
  [1.5e9, "1.5s"],
  [60e9, "1m0s"],
  [90e9, "1m30s"],
  [90.1e9, "1m30.1s"],
  [3600e9, "1h0m0s"],
  [3_723e9, "1h2m3s"],
])("prints %p nanoseconds as Go does: %j", (nanoseconds, expected) => {
  const Healthcheck = {
    Test: ["NONE"],
    ...(nanoseconds !== undefined && { Interval: nanoseconds }),
  };
  const state = { healthcheck: { tests: ["NONE"], interval: "given" } };
  const { healthcheck } = containerOutputs(state, answer({}, { Healthcheck }));
  expect(healthcheck).toMatchObject({ interval: expected });
});

type Check = Inspected["Config"]["Healthcheck"];

it.each<[string, Check, Value, Properties]>([
  [
    "every duration in Go's form",
    { Test: ["CMD", "true"], Interval: 9e10, Timeout: 5e9, StartPeriod: 6e10, Retries: 3 },
    null,
    { tests: ["CMD", "true"], interval: "1m30s", timeout: "5s", startPeriod: "1m0s", retries: 3 },
  ],
  [
    "a zero that the state leaves out as left out",
    { Test: ["NONE"] },
    { tests: ["NONE"] },
    { tests: ["NONE"], retries: 0 },
  ],
  [
    "a zero that the state spells out as spelled out",
    { Test: ["NONE"], StartPeriod: 0 },
    { tests: ["NONE"], startPeriod: "0s" },
    { tests: ["NONE"], startPeriod: "0s", retries: 0 },
  ],
  [
    "a zero where the state has more, so that it shows",
    { Test: ["NONE"], Interval: 0 },
    { tests: ["NONE"], interval: "10s" },
    { tests: ["NONE"], interval: "0s", retries: 0 },
  ],
])("reads of a health check %s", (_what, Healthcheck, healthcheck, expected) => {
  const info = answer({}, { Healthcheck });
  expect(containerOutputs({ healthcheck }, info)["healthcheck"]).toEqual(expected);
});

const DEVICE = { PathOnHost: "/dev/a", PathInContainer: "/dev/a", CgroupPermissions: "rwm" };

it.each<[string, Properties[], Partial<typeof DEVICE>, Properties]>([
  [
    "a path in the container that the state leaves open as left open",
    [{ hostPath: "/dev/a" }],
    {},
    { hostPath: "/dev/a", permissions: "rwm" },
  ],
  [
    "a path that the state spells out as spelled out",
    [{ hostPath: "/dev/a", containerPath: "/dev/a" }],
    {},
    { hostPath: "/dev/a", containerPath: "/dev/a", permissions: "rwm" },
  ],
  [
    "another path in the container, so that it shows",
    [{ hostPath: "/dev/a" }],
    { PathInContainer: "/dev/b", CgroupPermissions: "r" },
    { hostPath: "/dev/a", containerPath: "/dev/b", permissions: "r" },
  ],
  [
    "everything without a state",
    [],
    {},
    { hostPath: "/dev/a", containerPath: "/dev/a", permissions: "rwm" },
  ],
])("reads of a device %s", (_what, devices, difference, expected) => {
  const info = answer({ Devices: [{ ...DEVICE, ...difference }] });
  expect(containerOutputs({ devices }, info)["devices"]).toEqual([expected]);
});

it.each<[NonNullable<Inspected["HostConfig"]["Mounts"]>[number], Properties]>([
  [
    { Type: "bind", Source: "/etc", Target: "/m", ReadOnly: true },
    { type: "bind", source: "/etc", target: "/m", readOnly: true },
  ],
  [
    { Type: "bind", Source: "/etc", Target: "/m", BindOptions: { Propagation: "rslave" } },
    {
      type: "bind",
      source: "/etc",
      target: "/m",
      readOnly: false,
      bindOptions: { propagation: "rslave" },
    },
  ],
  [
    { Type: "volume", Source: "data", Target: "/m", VolumeOptions: { NoCopy: true } },
    {
      type: "volume",
      source: "data",
      target: "/m",
      readOnly: false,
      volumeOptions: { noCopy: true, labels: [], driverName: "", driverOptions: {} },
    },
  ],
  [
    {
      Type: "volume",
      Source: "data",
      Target: "/m",
      VolumeOptions: {
        Labels: { a: "1" },
        DriverConfig: { Name: "local", Options: { type: "nfs" } },
      },
    },
    {
      type: "volume",
      source: "data",
      target: "/m",
      readOnly: false,
      volumeOptions: {
        noCopy: false,
        labels: [{ label: "a", value: "1" }],
        driverName: "local",
        driverOptions: { type: "nfs" },
      },
    },
  ],
  [
    { Type: "tmpfs", Target: "/m", TmpfsOptions: { SizeBytes: 1024, Mode: 448 } },
    {
      type: "tmpfs",
      source: "",
      target: "/m",
      readOnly: false,
      tmpfsOptions: { sizeBytes: 1024, mode: 448 },
    },
  ],
])("reads the mount %j", (mount, expected) => {
  expect(containerOutputs({}, answer({ Mounts: [mount] }))["mounts"]).toEqual([expected]);
});

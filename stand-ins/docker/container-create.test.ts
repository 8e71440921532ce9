import { expect, it } from "@jest/globals";
import { createBody, endpointSettings, nanoseconds } from "./container-create.ts";
import type { ContainerInputs } from "./container-create.ts";

const create = (inputs: Partial<ContainerInputs>) =>
  createBody({ name: "web", image: "image", ...inputs });

it("sends the minimal container with the Engine's defaults and no environment of its own", () => {
  expect(create({})).toEqual({
    name: "web",
    Image: "image",
    Hostname: "",
    Domainname: "",
    Tty: false,
    OpenStdin: false,
    Labels: {},
    Volumes: {},
    ExposedPorts: {},
    HostConfig: {
      Binds: [],
      VolumesFrom: [],
      Mounts: [],
      PortBindings: {},
      Privileged: false,
      PublishAllPorts: false,
      ReadonlyRootfs: false,
      RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
      LogConfig: { Type: "", Config: {} },
      CapAdd: [],
      CapDrop: [],
      SecurityOpt: [],
      Tmpfs: {},
      Ulimits: [],
      Devices: [],
      DeviceRequests: [],
      Dns: [],
      DnsOptions: [],
      DnsSearch: [],
      ExtraHosts: [],
      GroupAdd: [],
      Sysctls: {},
      NetworkMode: "bridge",
      PidMode: "",
      IpcMode: "",
      UsernsMode: "",
      Memory: 0,
      MemoryReservation: 0,
      MemorySwap: 0,
      ShmSize: 0,
      CpuShares: 0,
      CpusetCpus: "",
      NanoCpus: 0,
      Init: false,
    },
  });
});

it.each<[Partial<ContainerInputs>, object]>([
  [{ hostname: "h" }, { Hostname: "h" }],
  [{ domainname: "d" }, { Domainname: "d" }],
  [{ tty: true }, { Tty: true }],
  [{ stdinOpen: true }, { OpenStdin: true }],
  [{ envs: ["A=1", "B=x=y"] }, { Env: ["A=1", "B=x=y"] }],
  [{ command: ["sh", "-c", "true"] }, { Cmd: ["sh", "-c", "true"] }],
  [{ entrypoints: ["/bin/sh"] }, { Entrypoint: ["/bin/sh"] }],
  [{ user: "999:999" }, { User: "999:999" }],
  [{ workingDir: "/tmp" }, { WorkingDir: "/tmp" }],
  [{ stopSignal: "SIGINT" }, { StopSignal: "SIGINT" }],
  [{ stopTimeout: 9 }, { StopTimeout: 9 }],
  [{ labels: [{ label: "a", value: "1" }] }, { Labels: { a: "1" } }],
  [
    { healthcheck: { tests: ["CMD", "true"], interval: "1m30s", timeout: "500ms", retries: 3 } },
    {
      Healthcheck: {
        Test: ["CMD", "true"],
        Interval: 90e9,
        Timeout: 5e8,
        StartPeriod: 0,
        Retries: 3,
      },
    },
  ],
])("sends %j as %j", (inputs, sent) => {
  expect(create(inputs)).toMatchObject(sent);
});

it.each<[Partial<ContainerInputs>, object]>([
  [
    { capabilities: { adds: ["NET_ADMIN", "cap_chown", "CAP_KILL"], drops: ["all"] } },
    { CapAdd: ["CAP_NET_ADMIN", "CAP_CHOWN", "CAP_KILL"], CapDrop: ["ALL"] },
  ],
  [{ cpuSet: "0-1" }, { CpusetCpus: "0-1" }],
  [{ cpuShares: 512 }, { CpuShares: 512 }],
  [{ cpus: "0.1" }, { NanoCpus: 100_000_000 }],
  [{ cpus: "1.15" }, { NanoCpus: 1_150_000_000 }],
  [
    { devices: [{ hostPath: "/dev/a" }] },
    { Devices: [{ PathOnHost: "/dev/a", PathInContainer: "/dev/a", CgroupPermissions: "rwm" }] },
  ],
  [
    { devices: [{ hostPath: "/dev/a", containerPath: "/dev/b", permissions: "r" }] },
    { Devices: [{ PathOnHost: "/dev/a", PathInContainer: "/dev/b", CgroupPermissions: "r" }] },
  ],
  [{ dns: ["1.1.1.1"] }, { Dns: ["1.1.1.1"] }],
  [{ dnsOpts: ["ndots:2"] }, { DnsOptions: ["ndots:2"] }],
  [{ dnsSearches: ["a.b"] }, { DnsSearch: ["a.b"] }],
  [{ gpus: "all" }, { DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] }],
  [{ groupAdds: ["5"] }, { GroupAdd: ["5"] }],
  [{ hosts: [{ host: "a", ip: "fe80::1" }] }, { ExtraHosts: ["a:fe80::1"] }],
  [{ init: true }, { Init: true }],
  [{ ipcMode: "none" }, { IpcMode: "none" }],
  [
    { logDriver: "json-file", logOpts: { "max-size": "1m" } },
    { LogConfig: { Type: "json-file", Config: { "max-size": "1m" } } },
  ],
  [
    { memory: 64, memorySwap: 128 },
    { Memory: 67_108_864, MemorySwap: 134_217_728 },
  ],
  [{ memorySwap: -1 }, { MemorySwap: -1 }],
  [{ memoryReservation: 32 }, { MemoryReservation: 33_554_432 }],
  [{ networkMode: "none" }, { NetworkMode: "none" }],
  [{ pidMode: "host" }, { PidMode: "host" }],
  [{ privileged: true }, { Privileged: true }],
  [{ publishAllPorts: true }, { PublishAllPorts: true }],
  [{ readOnly: true }, { ReadonlyRootfs: true }],
  [
    { restart: "on-failure", maxRetryCount: 5 },
    { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 5 } },
  ],
  [{ runtime: "nvidia" }, { Runtime: "nvidia" }],
  [{ securityOpts: ["no-new-privileges:true"] }, { SecurityOpt: ["no-new-privileges:true"] }],
  [{ shmSize: 128 }, { ShmSize: 134_217_728 }],
  [{ sysctls: { "net.core.somaxconn": "9" } }, { Sysctls: { "net.core.somaxconn": "9" } }],
  [{ tmpfs: { "/tmp": "size=1m" } }, { Tmpfs: { "/tmp": "size=1m" } }],
  [
    { ulimits: [{ name: "core", soft: 0, hard: 1 }] },
    { Ulimits: [{ Name: "core", Soft: 0, Hard: 1 }] },
  ],
  [{ usernsMode: "host" }, { UsernsMode: "host" }],
])("sends %j to the host's configuration as %j", (inputs, sent) => {
  expect(create(inputs).HostConfig).toMatchObject(sent);
});

it("publishes ports on the address they name, and exposes each once", () => {
  const ports = [
    { internal: 53, external: 53, ip: "10.0.0.1", protocol: "udp" },
    { internal: 53, external: 53, ip: "10.0.0.1", protocol: "tcp" },
    { internal: 80, external: 8080 },
    { internal: 80, external: 8081, ip: "127.0.0.1" },
  ];
  const { ExposedPorts, HostConfig } = create({ ports });
  expect(ExposedPorts).toEqual({ "53/udp": {}, "53/tcp": {}, "80/tcp": {} });
  expect(HostConfig?.PortBindings).toEqual({
    "53/udp": [{ HostIp: "10.0.0.1", HostPort: "53" }],
    "53/tcp": [{ HostIp: "10.0.0.1", HostPort: "53" }],
    "80/tcp": [
      { HostIp: "0.0.0.0", HostPort: "8080" },
      { HostIp: "127.0.0.1", HostPort: "8081" },
    ],
  });
});

const AT = { target: "/m", source: "s" };
const SENT = { Target: "/m", Source: "s", ReadOnly: false };

it.each<[NonNullable<ContainerInputs["mounts"]>[number], object]>([
  [
    { type: "bind", ...AT },
    { Type: "bind", ...SENT },
  ],
  [
    { type: "bind", ...AT, readOnly: true },
    { Type: "bind", ...SENT, ReadOnly: true },
  ],
  [
    { type: "bind", ...AT, bindOptions: {} },
    { Type: "bind", ...SENT, BindOptions: {} },
  ],
  [
    { type: "bind", ...AT, bindOptions: { propagation: "rslave" } },
    { Type: "bind", ...SENT, BindOptions: { Propagation: "rslave" } },
  ],
  [
    { type: "volume", ...AT },
    { Type: "volume", ...SENT },
  ],
  [
    {
      type: "volume",
      ...AT,
      volumeOptions: {
        noCopy: true,
        labels: [{ label: "a", value: "1" }],
        driverName: "local",
        driverOptions: { type: "nfs" },
      },
    },
    {
      Type: "volume",
      ...SENT,
      VolumeOptions: {
        NoCopy: true,
        Labels: { a: "1" },
        DriverConfig: { Name: "local", Options: { type: "nfs" } },
      },
    },
  ],
  [
    { type: "tmpfs", target: "/m", tmpfsOptions: { sizeBytes: 1024, mode: 0o700 } },
    {
      Type: "tmpfs",
      Target: "/m",
      Source: "",
      ReadOnly: false,
      TmpfsOptions: { SizeBytes: 1024, Mode: 448 },
    },
  ],
])("mounts %j", (mount, sent) => {
  expect(create({ mounts: [mount] }).HostConfig?.Mounts).toEqual([sent]);
});

it("binds volumes and host paths, declares a nameless one, and takes another container's", () => {
  const { Volumes, HostConfig } = create({
    volumes: [
      { volumeName: "data", hostPath: "/ignored", containerPath: "/data" },
      { hostPath: "/etc", containerPath: "/config", readOnly: true },
      { containerPath: "/scratch" },
      { fromContainer: "other" },
    ],
  });
  expect(Volumes).toEqual({ "/data": {}, "/config": {}, "/scratch": {} });
  expect(HostConfig).toMatchObject({
    Binds: ["data:/data:rw", "/etc:/config:ro"],
    VolumesFrom: ["other"],
  });
});

it.each<[Partial<ContainerInputs>, string]>([
  [
    { volumes: [{ volumeName: "data" }] },
    "Unable to parse volumes: volume entry without container path or source container",
  ],
  [
    { volumes: [{ fromContainer: "other", containerPath: "/data" }] },
    "Unable to parse volumes: both a container and a path specified in a volume entry",
  ],
  [{ command: ["echo", ""] }, "values for command may not be empty"],
])("refuses %j", (inputs, message) => {
  expect(() => create(inputs)).toThrow(new Error(message));
});

it("gives an endpoint its aliases and addresses", () => {
  expect(endpointSettings({ name: "zone", aliases: ["web"], ipv4Address: "10.0.0.9" })).toEqual({
    Aliases: ["web"],
    IPAMConfig: { IPv4Address: "10.0.0.9", IPv6Address: "" },
  });
});

it.each([
  [undefined, 0],
  ["0s", 0],
  ["", 0],
  ["10s", 10e9],
  ["1h2m3s", 3_723e9],
  ["1.1s", 1_100_000_000],
  ["250ms", 250e6],
  ["10", undefined],
  ["10 s", undefined],
  ["-1s", undefined],
  ["1d", undefined],
  ["s", undefined],
])("reads the duration %j as %j nanoseconds", (text, expected) => {
  expect(nanoseconds(text)).toBe(expected);
});

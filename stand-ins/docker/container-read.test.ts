import { describe, expect, it } from "@jest/globals";
import { answer } from "../../test/kit/docker-answer.ts";
import type { Properties } from "../kit/values.ts";
import type { Inspected } from "./container-answer.ts";
import { containerOutputs } from "./container-read.ts";

it("reads nothing set as empty values, and no capabilities, health check or GPU at all", () => {
  expect(containerOutputs({}, answer())).toEqual({
    name: "web",
    image: "repo:1",
    bridge: "",
    ports: [],
    networkDatas: [],
    rm: false,
    readOnly: false,
    hostname: "0123456789ab",
    domainname: "",
    command: [],
    entrypoints: [],
    user: "",
    workingDir: "",
    tty: false,
    stdinOpen: false,
    stopSignal: "",
    stopTimeout: 0,
    dns: [],
    dnsOpts: [],
    dnsSearches: [],
    securityOpts: [],
    publishAllPorts: false,
    restart: "no",
    maxRetryCount: 0,
    init: false,
    runtime: "runc",
    mounts: [],
    tmpfs: {},
    hosts: [],
    ulimits: [],
    privileged: false,
    devices: [],
    memory: 0,
    memoryReservation: 0,
    memorySwap: 0,
    shmSize: 64,
    cpuShares: 0,
    cpuSet: "",
    cpus: "",
    logDriver: "json-file",
    logOpts: {},
    networkMode: "bridge",
    pidMode: "",
    usernsMode: "",
    sysctls: {},
    ipcMode: "private",
    groupAdds: [],
  });
});

it.each<[Partial<Inspected["HostConfig"]>, Properties]>([
  [{ AutoRemove: true }, { rm: true }],
  [{ ReadonlyRootfs: true }, { readOnly: true }],
  [{ Dns: ["1.1.1.1"] }, { dns: ["1.1.1.1"] }],
  [{ DnsOptions: ["ndots:2"] }, { dnsOpts: ["ndots:2"] }],
  [{ DnsSearch: ["a.b"] }, { dnsSearches: ["a.b"] }],
  [{ SecurityOpt: ["no-new-privileges"] }, { securityOpts: ["no-new-privileges"] }],
  [{ PublishAllPorts: true }, { publishAllPorts: true }],
  [
    { RestartPolicy: { Name: "on-failure", MaximumRetryCount: 5 } },
    { restart: "on-failure", maxRetryCount: 5 },
  ],
  [{ Init: true }, { init: true }],
  [{ Runtime: "nvidia" }, { runtime: "nvidia" }],
  [{ Tmpfs: { "/tmp": "size=1m" } }, { tmpfs: { "/tmp": "size=1m" } }],
  [
    { ExtraHosts: ["a:10.0.0.1", "b:fe80::1"] },
    {
      hosts: [
        { host: "a", ip: "10.0.0.1" },
        { host: "b", ip: "fe80::1" },
      ],
    },
  ],
  [
    { Ulimits: [{ Name: "core", Soft: 0, Hard: 1 }] },
    { ulimits: [{ name: "core", soft: 0, hard: 1 }] },
  ],
  [{ Privileged: true }, { privileged: true }],
  [{ DeviceRequests: [{ Count: -1 }] }, { gpus: "all" }],
  [{ Memory: 67_108_864 }, { memory: 64 }],
  [{ MemoryReservation: 33_554_432 }, { memoryReservation: 32 }],
  [{ MemorySwap: 134_217_728 }, { memorySwap: 128 }],
  [{ MemorySwap: -1 }, { memorySwap: -1 }],
  [{ ShmSize: 134_217_728 }, { shmSize: 128 }],
  [{ CpuShares: 512 }, { cpuShares: 512 }],
  [{ CpusetCpus: "0-1" }, { cpuSet: "0-1" }],
  [{ NanoCpus: 500_000_000 }, { cpus: "0.5" }],
  [
    { LogConfig: { Type: "local", Config: { "max-size": "1m" } } },
    { logDriver: "local", logOpts: { "max-size": "1m" } },
  ],
  [{ NetworkMode: "none" }, { networkMode: "none" }],
  [{ NetworkMode: "default" }, { networkMode: "bridge" }],
  [{ PidMode: "host" }, { pidMode: "host" }],
  [{ UsernsMode: "host" }, { usernsMode: "host" }],
  [{ Sysctls: { a: "1" } }, { sysctls: { a: "1" } }],
  [{ IpcMode: "none" }, { ipcMode: "none" }],
  [{ GroupAdd: ["5"] }, { groupAdds: ["5"] }],
  [
    { CapAdd: ["CAP_KILL"], CapDrop: ["ALL"] },
    { capabilities: { adds: ["CAP_KILL"], drops: ["ALL"] } },
  ],
  [{ CapDrop: ["ALL"] }, { capabilities: { adds: [], drops: ["ALL"] } }],
])("reads %j as %j", (host, expected) => {
  expect(containerOutputs({}, answer(host))).toMatchObject(expected);
});

it.each<[Partial<Inspected["Config"]>, Properties]>([
  [
    { Hostname: "h", Domainname: "d" },
    { hostname: "h", domainname: "d" },
  ],
  [{ User: "999" }, { user: "999" }],
  [{ WorkingDir: "/tmp" }, { workingDir: "/tmp" }],
  [
    { Tty: true, OpenStdin: true },
    { tty: true, stdinOpen: true },
  ],
  [
    { Cmd: ["a"], Entrypoint: ["b"] },
    { command: ["a"], entrypoints: ["b"] },
  ],
  [
    { StopSignal: "SIGINT", StopTimeout: 9 },
    { stopSignal: "SIGINT", stopTimeout: 9 },
  ],
])("reads the configuration %j as %j", (config, expected) => {
  expect(containerOutputs({}, answer({}, config))).toMatchObject(expected);
});

describe("the image", () => {
  it.each([
    ["repo:1", "repo:1"],
    ["sha256:beef", "sha256:feed"],
  ])("given as %s is read as %s", (image, expected) => {
    expect(containerOutputs({ image }, answer())).toMatchObject({ image: expected });
  });
});

it("keeps what is never read back: environment, labels, volumes, networks and its own settings", () => {
  const state = {
    envs: ["A=1"],
    labels: [{ label: "a", value: "1" }],
    volumes: [{ containerPath: "/v" }],
    networksAdvanced: [{ name: "zone" }],
    destroyGraceSeconds: 9,
    mustRun: true,
  };
  const config = { Env: ["A=2"], Labels: { a: "2" } };
  expect(containerOutputs(state, answer({}, config))).toMatchObject(state);
});

it("reads published ports sorted by their number, and none that is only exposed", () => {
  const Ports = {
    "443/tcp": [{ HostIp: "127.0.0.1", HostPort: "18443" }],
    "9/tcp": null,
    "53/udp": [{ HostIp: "10.0.0.1", HostPort: "53" }],
  };
  const info = answer({}, {}, { NetworkSettings: { Ports, Networks: null } });
  expect(containerOutputs({}, info)["ports"]).toEqual([
    { internal: 53, external: 53, ip: "10.0.0.1", protocol: "udp" },
    { internal: 443, external: 18443, ip: "127.0.0.1", protocol: "tcp" },
  ]);
});

it("reads the networks it is in", () => {
  const zone = {
    Aliases: null,
    IPAMConfig: null,
    IPAddress: "10.0.0.2",
    IPPrefixLen: 24,
    Gateway: "10.0.0.1",
    GlobalIPv6Address: "fd00::2",
    GlobalIPv6PrefixLen: 64,
    IPv6Gateway: "fd00::1",
    MacAddress: "02:42",
  };
  const info = answer({}, {}, { NetworkSettings: { Ports: null, Networks: { zone } } });
  expect(containerOutputs({}, info)["networkDatas"]).toEqual([
    {
      networkName: "zone",
      ipAddress: "10.0.0.2",
      ipPrefixLength: 24,
      gateway: "10.0.0.1",
      globalIpv6Address: "fd00::2",
      globalIpv6PrefixLength: 64,
      ipv6Gateway: "fd00::1",
      macAddress: "02:42",
    },
  ]);
});

it("reads the exit code only of a container that does not run", () => {
  const stopped = answer({}, {}, { State: { Running: false, ExitCode: 3 } });
  expect(containerOutputs({}, stopped)["exitCode"]).toBe(3);
  expect(containerOutputs({}, answer())).not.toHaveProperty("exitCode");
});

/**
 * The provider's outputs for a container as the Engine has it. As published, environment, labels,
 * volumes, networks and start options are not read back: they stay what the state says.
 */
import type Docker from "dockerode";
import { isObject } from "../kit/values.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { DeviceAnswer, Inspected, MountAnswer, NetworkAnswer } from "./container-answer.ts";
import { MEBIBYTE } from "./container-create.ts";
import { labelSet } from "./shared.ts";

export function containerOutputs(state: Properties, info: Inspected): Properties {
  const { Config: config, HostConfig: host, NetworkSettings: network } = info;
  const outputs: Properties = {
    ...state,
    name: info.Name.replace(/^\//, ""),
    image: imageOf(state, info),
    bridge: network.Bridge ?? "",
    ports: publishedPorts(network.Ports ?? {}),
    networkDatas: networkDatas(network.Networks ?? {}),
    rm: host.AutoRemove,
    readOnly: host.ReadonlyRootfs,
    hostname: config.Hostname,
    domainname: config.Domainname,
    command: config.Cmd ?? [],
    entrypoints: config.Entrypoint ?? [],
    user: config.User,
    workingDir: config.WorkingDir,
    tty: config.Tty,
    stdinOpen: config.OpenStdin,
    stopSignal: config.StopSignal ?? "",
    stopTimeout: config.StopTimeout ?? 0,
    dns: host.Dns ?? [],
    dnsOpts: host.DnsOptions ?? [],
    dnsSearches: host.DnsSearch ?? [],
    securityOpts: host.SecurityOpt ?? [],
    publishAllPorts: host.PublishAllPorts,
    restart: host.RestartPolicy.Name,
    maxRetryCount: host.RestartPolicy.MaximumRetryCount,
    init: host.Init ?? false,
    runtime: host.Runtime,
    mounts: (host.Mounts ?? []).map(mountOf),
    tmpfs: host.Tmpfs ?? {},
    hosts: (host.ExtraHosts ?? []).map((pair) => {
      const [name = "", ...ip] = pair.split(":");
      return { host: name, ip: ip.join(":") };
    }),
    ulimits: (host.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({
      name: Name,
      soft: Soft,
      hard: Hard,
    })),
    privileged: host.Privileged,
    devices: devicesOf(host.Devices ?? [], state["devices"]),
    memory: mebibytes(host.Memory),
    memoryReservation: mebibytes(host.MemoryReservation),
    memorySwap: host.MemorySwap > 0 ? mebibytes(host.MemorySwap) : host.MemorySwap,
    shmSize: mebibytes(host.ShmSize),
    cpuShares: host.CpuShares,
    cpuSet: host.CpusetCpus,
    cpus: decimalOf(host.NanoCpus),
    logDriver: host.LogConfig.Type,
    logOpts: host.LogConfig.Config ?? {},
    networkMode: networkModeOf(host),
    pidMode: host.PidMode,
    usernsMode: host.UsernsMode,
    sysctls: host.Sysctls ?? {},
    ipcMode: host.IpcMode,
    groupAdds: host.GroupAdd ?? [],
  };
  const adds = host.CapAdd ?? [];
  const drops = host.CapDrop ?? [];
  if (adds.length + drops.length > 0) outputs["capabilities"] = { adds, drops };
  if (config.Healthcheck) {
    outputs["healthcheck"] = healthcheckOf(config.Healthcheck, state["healthcheck"]);
  }
  if (host.DeviceRequests?.length) outputs["gpus"] = "all";
  if (!info.State.Running) outputs["exitCode"] = info.State.ExitCode;
  return outputs;
}

/** The Engine has two names for its default; Docker's own client sends the other one. */
export function networkModeOf({ NetworkMode }: Inspected["HostConfig"]): string {
  return NetworkMode === "default" ? "bridge" : NetworkMode;
}

function imageOf(state: Properties, info: Inspected): string {
  const given = state["image"];
  return typeof given === "string" && given.startsWith("sha256:") ? info.Image : info.Config.Image;
}

function publishedPorts(
  ports: Record<string, { HostIp: string; HostPort: string }[] | null>,
): Value[] {
  return Object.entries(ports)
    .sort(([a], [b]) => Number.parseInt(a) - Number.parseInt(b))
    .flatMap(([key, bindings]) => {
      const [internal = "", protocol = ""] = key.split("/");
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        internal: Number(internal),
        external: Number(HostPort),
        ip: HostIp,
        protocol,
      }));
    });
}

function networkDatas(networks: Record<string, NetworkAnswer>): Value[] {
  return Object.entries(networks).map(([name, data]) => ({
    networkName: name,
    ipAddress: data.IPAddress,
    ipPrefixLength: data.IPPrefixLen,
    gateway: data.Gateway,
    globalIpv6Address: data.GlobalIPv6Address,
    globalIpv6PrefixLength: data.GlobalIPv6PrefixLen,
    ipv6Gateway: data.IPv6Gateway,
    macAddress: data.MacAddress,
  }));
}

function mountOf(mount: MountAnswer): Properties {
  const { BindOptions, VolumeOptions, TmpfsOptions } = mount;
  return {
    target: mount.Target,
    source: mount.Source ?? "",
    type: mount.Type,
    readOnly: mount.ReadOnly ?? false,
    ...(BindOptions && { bindOptions: { propagation: BindOptions.Propagation ?? "" } }),
    ...(VolumeOptions && {
      volumeOptions: {
        noCopy: VolumeOptions.NoCopy ?? false,
        labels: labelSet(VolumeOptions.Labels),
        driverName: VolumeOptions.DriverConfig?.Name ?? "",
        driverOptions: VolumeOptions.DriverConfig?.Options ?? {},
      },
    }),
    ...(TmpfsOptions && {
      tmpfsOptions: { sizeBytes: TmpfsOptions.SizeBytes ?? 0, mode: TmpfsOptions.Mode ?? 0 },
    }),
  };
}

/** A path in the container that the state leaves open is the one on the host. */
function devicesOf(devices: DeviceAnswer[], state: Value | undefined): Value[] {
  const given = (state ?? []) as Properties[];
  return devices.map(({ PathOnHost, PathInContainer, CgroupPermissions }) => {
    const left = given.some(
      (device) => device["hostPath"] === PathOnHost && !device["containerPath"],
    );
    return {
      hostPath: PathOnHost,
      ...(!(left && PathInContainer === PathOnHost) && { containerPath: PathInContainer }),
      permissions: CgroupPermissions,
    };
  });
}

/** A duration of zero that the state does not spell out is an absent one. */
function healthcheckOf(check: Docker.HealthConfig, state: Value | undefined): Properties {
  const duration = (name: string, nanoseconds = 0): Properties =>
    nanoseconds > 0 || (isObject(state) && name in state)
      ? { [name]: goDuration(nanoseconds) }
      : {};
  return {
    tests: check.Test ?? [],
    ...duration("interval", check.Interval),
    ...duration("timeout", check.Timeout),
    ...duration("startPeriod", check.StartPeriod),
    retries: check.Retries ?? 0,
  };
}

/** As Go prints a duration: `30s`, `1m0s`, `1h0m0s`. */
function goDuration(nanoseconds: number): string {
  const total = nanoseconds / 1e9;
  if (total > 0 && total < 1) return `${String(nanoseconds / 1e6)}ms`;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(Number((total % 60).toFixed(9)));
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${seconds}s`;
  return minutes > 0 ? `${String(minutes)}m${seconds}s` : `${seconds}s`;
}

/**
 * As the published provider prints CPUs, with its quirks: 2 is "2.0", 10 is "10.", 0.05 is "0.1".
 * Source: `nanoInt64ToDecimalString` of its Terraform provider. No limit is no text, or a container
 * without one would be replaced by every run.
 */
function decimalOf(nanoCpus: number): string {
  if (nanoCpus === 0) return "";
  const nine = (nanoCpus / 1e9).toFixed(9);
  if (nine.split("0").length - 1 === 9) return (nanoCpus / 1e9).toFixed(1);
  return nine.replace(/0+$/, "");
}

function mebibytes(bytes: number): number {
  return Math.trunc(bytes / MEBIBYTE);
}

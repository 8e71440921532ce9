/** The Engine's create request for a container, made of the provider's inputs. */
import type { ContainerArgs, types } from "@pulumi/docker";
import type { Unwrap } from "@pulumi/pulumi";
import type Docker from "dockerode";
import { ProviderError } from "../kit/provider.ts";
import { labelMap } from "./shared.ts";

export const MEBIBYTE = 1024 * 1024;

/** The published provider's own: all values known. */
export type ContainerInputs = Unwrap<Omit<ContainerArgs, "name">> & { name: string };
type MountInputs = Unwrap<types.input.ContainerMount>;
type NetworkInputs = Unwrap<types.input.ContainerNetworksAdvanced>;
type VolumeInputs = Unwrap<types.input.ContainerVolume>;

/** @throws ProviderError for what the published provider refuses only here */
export function createBody(inputs: ContainerInputs): Docker.ContainerCreateOptions {
  if (inputs.command?.includes("")) {
    throw new ProviderError("values for command may not be empty");
  }
  const { healthcheck, volumes = [] } = inputs;
  return {
    name: inputs.name,
    Image: inputs.image,
    Hostname: inputs.hostname ?? "",
    Domainname: inputs.domainname ?? "",
    Tty: inputs.tty ?? false,
    OpenStdin: inputs.stdinOpen ?? false,
    Labels: labelMap(inputs.labels),
    Volumes: Object.fromEntries(
      volumes.flatMap(({ containerPath }) => (containerPath ? [[containerPath, {}]] : [])),
    ),
    ExposedPorts: Object.fromEntries((inputs.ports ?? []).map((port) => [portKey(port), {}])),
    ...(inputs.envs && { Env: inputs.envs }),
    ...(inputs.command && { Cmd: inputs.command }),
    ...(inputs.entrypoints && { Entrypoint: inputs.entrypoints }),
    ...(inputs.user && { User: inputs.user }),
    ...(inputs.workingDir && { WorkingDir: inputs.workingDir }),
    ...(inputs.stopSignal && { StopSignal: inputs.stopSignal }),
    ...(inputs.stopTimeout && { StopTimeout: inputs.stopTimeout }),
    ...(healthcheck && {
      Healthcheck: {
        Test: healthcheck.tests,
        Interval: nanoseconds(healthcheck.interval) ?? 0,
        Timeout: nanoseconds(healthcheck.timeout) ?? 0,
        StartPeriod: nanoseconds(healthcheck.startPeriod) ?? 0,
        Retries: healthcheck.retries ?? 0,
      },
    }),
    HostConfig: hostConfig(inputs),
  };
}

export function endpointSettings({ aliases, ipv4Address, ipv6Address }: NetworkInputs): object {
  return {
    Aliases: aliases ?? [],
    IPAMConfig: { IPv4Address: ipv4Address ?? "", IPv6Address: ipv6Address ?? "" },
  };
}

function hostConfig(inputs: ContainerInputs): Docker.HostConfig {
  const { memorySwap = 0, volumes = [] } = inputs;
  return {
    Binds: volumes.flatMap(bind),
    VolumesFrom: volumes.flatMap(({ fromContainer }) => fromContainer ?? []),
    Mounts: (inputs.mounts ?? []).map(mount),
    PortBindings: portBindings(inputs),
    Privileged: inputs.privileged ?? false,
    PublishAllPorts: inputs.publishAllPorts ?? false,
    ReadonlyRootfs: inputs.readOnly ?? false,
    RestartPolicy: { Name: inputs.restart ?? "no", MaximumRetryCount: inputs.maxRetryCount ?? 0 },
    LogConfig: { Type: inputs.logDriver ?? "", Config: inputs.logOpts ?? {} },
    CapAdd: (inputs.capabilities?.adds ?? []).map(capability),
    CapDrop: (inputs.capabilities?.drops ?? []).map(capability),
    SecurityOpt: inputs.securityOpts ?? [],
    Tmpfs: inputs.tmpfs ?? {},
    Ulimits: (inputs.ulimits ?? []).map(({ name, soft, hard }) => ({
      Name: name,
      Soft: soft,
      Hard: hard,
    })),
    Devices: (inputs.devices ?? []).map(({ hostPath, containerPath, permissions }) => ({
      PathOnHost: hostPath,
      PathInContainer: containerPath ?? hostPath,
      CgroupPermissions: permissions ?? "rwm",
    })),
    DeviceRequests: inputs.gpus ? [{ Count: -1, Capabilities: [["gpu"]] }] : [],
    Dns: inputs.dns ?? [],
    DnsOptions: inputs.dnsOpts ?? [],
    DnsSearch: inputs.dnsSearches ?? [],
    ExtraHosts: (inputs.hosts ?? []).map(({ host, ip }) => `${host}:${ip}`),
    GroupAdd: inputs.groupAdds ?? [],
    Sysctls: inputs.sysctls ?? {},
    NetworkMode: inputs.networkMode ?? "bridge",
    PidMode: inputs.pidMode ?? "",
    IpcMode: inputs.ipcMode ?? "",
    UsernsMode: inputs.usernsMode ?? "",
    Memory: (inputs.memory ?? 0) * MEBIBYTE,
    MemoryReservation: (inputs.memoryReservation ?? 0) * MEBIBYTE,
    MemorySwap: memorySwap > 0 ? memorySwap * MEBIBYTE : memorySwap,
    ShmSize: (inputs.shmSize ?? 0) * MEBIBYTE,
    CpuShares: inputs.cpuShares ?? 0,
    CpusetCpus: inputs.cpuSet ?? "",
    NanoCpus: Math.round(Number(inputs.cpus ?? 0) * 1e9),
    Init: inputs.init ?? false,
    ...(inputs.runtime && { Runtime: inputs.runtime }),
  };
}

function bind(volume: VolumeInputs): string[] {
  const { containerPath, fromContainer, hostPath, volumeName, readOnly } = volume;
  if (!containerPath && !fromContainer) {
    throw new ProviderError(
      "Unable to parse volumes: volume entry without container path or source container",
    );
  }
  if (containerPath && fromContainer) {
    throw new ProviderError(
      "Unable to parse volumes: both a container and a path specified in a volume entry",
    );
  }
  const source = volumeName ?? hostPath;
  return source && containerPath ? [`${source}:${containerPath}:${readOnly ? "ro" : "rw"}`] : [];
}

function mount(inputs: MountInputs): Docker.MountConfig[number] {
  const { bindOptions, tmpfsOptions, volumeOptions } = inputs;
  return {
    Type: inputs.type as Docker.MountType,
    Target: inputs.target,
    Source: inputs.source ?? "",
    ReadOnly: inputs.readOnly ?? false,
    ...(bindOptions && { BindOptions: bindOptionsOf(bindOptions) }),
    ...(tmpfsOptions && {
      TmpfsOptions: { SizeBytes: tmpfsOptions.sizeBytes ?? 0, Mode: tmpfsOptions.mode ?? 0 },
    }),
    ...(volumeOptions && {
      VolumeOptions: {
        NoCopy: volumeOptions.noCopy ?? false,
        Labels: labelMap(volumeOptions.labels),
        DriverConfig: {
          Name: volumeOptions.driverName ?? "",
          Options: volumeOptions.driverOptions ?? {},
        },
      },
    }),
  };
}

/** An absent propagation stays absent, for the Engine answers with what it was given. */
function bindOptionsOf({ propagation }: { propagation?: string }) {
  return { ...(propagation && { Propagation: propagation }) } as {
    Propagation: Docker.MountPropagation;
  };
}

function portBindings({ ports = [] }: ContainerInputs): Docker.PortMap {
  const bindings: Docker.PortMap = {};
  for (const port of ports) {
    (bindings[portKey(port)] ??= []).push({
      HostIp: port.ip ?? "0.0.0.0",
      HostPort: String(port.external ?? 0),
    });
  }
  return bindings;
}

function portKey({ internal, protocol }: { internal: number; protocol?: string }): string {
  return `${String(internal)}/${protocol ?? "tcp"}`;
}

/** Docker's own client writes capabilities in this form before it sends them. */
function capability(name: string): string {
  const upper = name.toUpperCase();
  return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
}

const UNIT_NANOSECONDS: Record<string, number> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** A Go duration such as `1m30s`; undefined when it is none. */
export function nanoseconds(duration = "0s"): number | undefined {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join("") !== duration) return undefined;
  const amounts = parts.map(([, n, unit]) => Number(n) * (UNIT_NANOSECONDS[unit ?? ""] ?? 0));
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
}

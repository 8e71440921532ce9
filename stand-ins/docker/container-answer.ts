/** The Engine's answer as far as it is read; dockerode's own types leave out what may be null. */
import type Docker from "dockerode";

export interface Inspected {
  Id: string;
  Image: string;
  Name: string;
  State: { Running: boolean; ExitCode: number };
  Config: {
    Image: string;
    Hostname: string;
    Domainname: string;
    User: string;
    WorkingDir: string;
    Tty: boolean;
    OpenStdin: boolean;
    Env: string[] | null;
    Labels: Record<string, string> | null;
    Volumes: Record<string, object> | null;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    StopSignal?: string;
    StopTimeout?: number;
    Healthcheck?: Docker.HealthConfig;
  };
  NetworkSettings: {
    Bridge?: string;
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null> | null;
    Networks: Record<string, NetworkAnswer> | null;
  };
  HostConfig: {
    AutoRemove: boolean;
    Binds: string[] | null;
    VolumesFrom: string[] | null;
    ReadonlyRootfs: boolean;
    Dns: string[] | null;
    DnsOptions: string[] | null;
    DnsSearch: string[] | null;
    SecurityOpt: string[] | null;
    PublishAllPorts: boolean;
    RestartPolicy: { Name: string; MaximumRetryCount: number };
    Init: boolean | null;
    Runtime: string;
    Mounts?: MountAnswer[];
    Tmpfs: Record<string, string> | null;
    ExtraHosts: string[] | null;
    Ulimits: { Name: string; Soft: number; Hard: number }[] | null;
    Privileged: boolean;
    Devices: DeviceAnswer[] | null;
    DeviceRequests: unknown[] | null;
    Memory: number;
    MemoryReservation: number;
    MemorySwap: number;
    ShmSize: number;
    CpuShares: number;
    CpusetCpus: string;
    NanoCpus: number;
    LogConfig: { Type: string; Config: Record<string, string> | null };
    NetworkMode: string;
    PidMode: string;
    UsernsMode: string;
    IpcMode: string;
    Sysctls: Record<string, string> | null;
    GroupAdd: string[] | null;
    CapAdd: string[] | null;
    CapDrop: string[] | null;
  };
}

export interface NetworkAnswer {
  Aliases: string[] | null;
  IPAMConfig: { IPv4Address?: string; IPv6Address?: string } | null;
  IPAddress: string;
  IPPrefixLen: number;
  Gateway: string;
  GlobalIPv6Address: string;
  GlobalIPv6PrefixLen: number;
  IPv6Gateway: string;
  MacAddress: string;
}

export interface DeviceAnswer {
  PathOnHost: string;
  PathInContainer: string;
  CgroupPermissions: string;
}

export interface MountAnswer {
  Type: string;
  /** Absent for a tmpfs. */
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  BindOptions?: { Propagation?: string };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

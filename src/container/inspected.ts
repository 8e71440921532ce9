/** What `docker inspect` answers, as far as it is compared; null and absent mean the same. */

type Maybe<T> = T | null | undefined;

export interface InspectedContainer {
  Id: string;
  Name: string;
  /** Id of the image that it runs. */
  Image: string;
  State: { Status: string; ExitCode: number; StartedAt: string; Health?: Maybe<InspectedHealth> };
  Config: {
    Image: string;
    Hostname: string;
    User: string;
    WorkingDir: string;
    Env: Maybe<string[]>;
    Labels: Maybe<Record<string, string>>;
    Cmd: Maybe<string[]>;
    Entrypoint: Maybe<string[]>;
    StopSignal?: Maybe<string>;
    StopTimeout?: Maybe<number>;
    /** Durations in nanoseconds. */
    Healthcheck?: Maybe<{
      Test?: Maybe<string[]>;
      Interval?: number;
      Timeout?: number;
      StartPeriod?: number;
      Retries?: number;
    }>;
  };
  HostConfig: {
    RestartPolicy: { Name: string; MaximumRetryCount: number };
    Init: Maybe<boolean>;
    Memory: number;
    MemorySwap: number;
    MemoryReservation: number;
    NanoCpus: number;
    CpuShares: number;
    PidsLimit: Maybe<number>;
    DeviceRequests?: Maybe<{ Count?: number; Capabilities?: Maybe<string[][]> }[]>;
    CapAdd: Maybe<string[]>;
    CapDrop: Maybe<string[]>;
    SecurityOpt: Maybe<string[]>;
    ReadonlyRootfs: boolean;
    Tmpfs?: Maybe<Record<string, string>>;
    Ulimits: Maybe<{ Name: string; Soft: number; Hard: number }[]>;
    PortBindings: Maybe<Record<string, Maybe<{ HostIp: string; HostPort: string }[]>>>;
    IpcMode: string;
    LogConfig: { Type: string; Config: Maybe<Record<string, string>> };
  } & Record<string, unknown>;
  /** Mounts of every kind, with those of the image's own volumes. */
  Mounts: {
    Type: string;
    /** Name of a volume. */
    Name?: string;
    /** On the node. */
    Source: string;
    Destination: string;
    RW: boolean;
  }[];
  NetworkSettings: { Networks: Maybe<Record<string, { Aliases: Maybe<string[]> }>> };
}

export interface InspectedHealth {
  Status: string;
  /** How many checks failed in a row, those in the start period not counted. */
  FailingStreak?: number;
  /** The last five checks, the newest last. */
  Log?: Maybe<{ ExitCode: number; Output: string }[]>;
}

export interface InspectedImage {
  Id: string;
  RepoTags: Maybe<string[]>;
  RepoDigests: Maybe<string[]>;
  Config: {
    WorkingDir?: string;
    Env: Maybe<string[]>;
    Labels: Maybe<Record<string, string>>;
    Cmd: Maybe<string[]>;
    Entrypoint: Maybe<string[]>;
    Volumes: Maybe<Record<string, object>>;
  };
}

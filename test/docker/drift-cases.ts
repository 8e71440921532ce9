/** What `bev drift` must find in Redis: one row for each property that is changed behind its back. */
import type Dockerode from "dockerode";

export const OTHER_VOLUME = "bev_test_drift_other";
/** No output may show it. */
export const CANARY = "canary-51c07e";

export type Config = Dockerode.ContainerInspectInfo["Config"] & {
  Cmd: string[];
  StopSignal: string;
  StopTimeout: number;
};
export type HostConfig = Dockerode.HostConfig;
export type Change = (config: Config, host: HostConfig) => void;

/** Options of docker update that change a running container, and those that undo it. */
export const UPDATES: [
  field: string,
  expected: string,
  found: string,
  change: string[],
  undo: string[],
][] = [
  ["memory", "2048", "1024", ["--memory", "1g"], ["--memory", "2g"]],
  ["memorySwap", "2048", "3072", ["--memory-swap", "3g"], ["--memory-swap", "2g"]],
  [
    "memoryReservation",
    "1229",
    "512",
    ["--memory-reservation", "512m"],
    ["--memory-reservation", "1229m"],
  ],
  ["cpus", "1", "0.5", ["--cpus", "0.5"], ["--cpus", "1"]],
  ["cpuShares", "154", "512", ["--cpu-shares", "512"], ["--cpu-shares", "154"]],
  ["pidsLimit", "2048", "100", ["--pids-limit", "100"], ["--pids-limit", "2048"]],
  ["restart", "unless-stopped", "no", ["--restart", "no"], ["--restart", "unless-stopped"]],
  ["HostConfig CpusetCpus", "absent", '"0"', ["--cpuset-cpus", "0"], []],
];

/** Changes that only another container of the same name can have. */
export const CHANGES: [field: string, change: Change, expected: string, found: string][] = [
  ["hostname", (config) => void (config.Hostname = "other"), "redis", "other"],
  ["user", (config) => void (config.User = "999:0"), "999:999", "999:0"],
  [
    "command",
    (config) => void config.Cmd.push("--requirepass", CANARY),
    '["redis-server","/usr/local/etc/redis/redis.conf"]',
    "another value",
  ],
  [
    "entrypoints",
    (config) => void (config.Entrypoint = ["env", `P=${CANARY}`, "docker-entrypoint.sh"]),
    '["docker-entrypoint.sh"]',
    "another value",
  ],
  ["workingDir", (config) => void (config.WorkingDir = "/tmp"), "/data", "/tmp"],
  [
    "envs REDIS_PASSWORD",
    (config) => void (config.Env = [`REDIS_PASSWORD=${CANARY}`]),
    "absent",
    "present",
  ],
  [
    "labels bev.family",
    (config) => void (config.Labels["bev.family"] = CANARY),
    "database",
    "another value",
  ],
  ["stopSignal", (config) => void (config.StopSignal = "SIGINT"), "SIGTERM", "SIGINT"],
  ["stopTimeout", (config) => void (config.StopTimeout = 1), "60", "1"],
  [
    "healthcheck tests",
    ({ Healthcheck }) => void Object.assign(Healthcheck ?? {}, { Test: ["CMD", "true"] }),
    `["CMD","sh","-c","redis-cli -p 6379 ping | grep -qE 'PONG|NOAUTH'"]`,
    "another value",
  ],
  [
    "healthcheck interval",
    ({ Healthcheck }) => void Object.assign(Healthcheck ?? {}, { Interval: 90e9 }),
    "10s",
    "1m30s",
  ],
  ["init", (_, host) => void (host.Init = false), "true", "false"],
  ["capabilities adds", (_, host) => void (host.CapAdd = ["CAP_NET_RAW"]), "[]", '["CAP_NET_RAW"]'],
  ["capabilities drops", (_, host) => void (host.CapDrop = []), '["ALL"]', "[]"],
  [
    "securityOpts",
    (_, host) => void (host.SecurityOpt = ["no-new-privileges:true", "seccomp=unconfined"]),
    '["no-new-privileges:true"]',
    '["no-new-privileges:true","seccomp=unconfined"]',
  ],
  ["readOnly", (_, host) => void (host.ReadonlyRootfs = false), "true", "false"],
  [
    "tmpfs /tmp",
    (_, host) => void (host.Tmpfs = { "/tmp": "rw,size=64m" }),
    "rw,noexec,nosuid,nodev,size=64m,uid=999,gid=999",
    "rw,size=64m",
  ],
  [
    "ulimits nofile",
    (_, host) => void host.Ulimits?.push({ Name: "nofile", Soft: 1024, Hard: 2048 }),
    "absent",
    "1024:2048",
  ],
  [
    "ports 6379/tcp",
    (_, host) => {
      host.PortBindings = { "6379/tcp": [{ HostIp: "127.30.0.9", HostPort: "6379" }] };
    },
    '["127.30.0.1:6379"]',
    '["127.30.0.9:6379"]',
  ],
  [
    "mounts /data",
    (_, host) => void (mountAt(host, "/data").Source = OTHER_VOLUME),
    "volume bev_oracle1_redis_data, read-write",
    `volume ${OTHER_VOLUME}, read-write`,
  ],
  [
    // Where Redis does not write: the Engine makes root the owner of such a mount, whatever its mode.
    "mounts /srv",
    (_, host) => {
      const options = { TmpfsOptions: { Mode: 0o700, SizeBytes: 2 ** 24 } };
      host.Mounts?.push({
        Type: "tmpfs",
        Source: "",
        Target: "/srv",
        ReadOnly: false,
        ...options,
      });
    },
    "absent",
    "tmpfs, read-write",
  ],
  [
    "mounts /run/secrets",
    (_, host) => void (mountAt(host, "/run/secrets").ReadOnly = false),
    "volume bev_oracle1_redis_secrets, read-only",
    "volume bev_oracle1_redis_secrets, read-write",
  ],
  [
    "mounts /srv",
    (_, host) =>
      void host.Mounts?.push({ Type: "bind", Source: "/tmp", Target: "/srv", ReadOnly: true }),
    "absent",
    "bind /tmp, read-only",
  ],
  ["logDriver", (_, host) => void (host.LogConfig = local(host)), "json-file", "local"],
  [
    "logOpts tag",
    (_, host) => void Object.assign(host.LogConfig?.Config ?? {}, { tag: CANARY }),
    "absent",
    "present",
  ],
  ["HostConfig GroupAdd", (_, host) => void (host.GroupAdd = ["44"]), "absent", '["44"]'],
];

export function mountAt(host: HostConfig, target: string): Dockerode.MountSettings {
  const found = host.Mounts?.find(({ Target }) => Target === target);
  if (!found) throw new Error(`no mount at ${target}`);
  return found;
}

function local({ LogConfig }: HostConfig): { Type: string; Config: Record<string, string> } {
  return { Type: "local", Config: (LogConfig?.Config ?? {}) as Record<string, string> };
}

/** One row for each argument of a container: two values, and where docker inspect shows it. */
import { TEST_IMAGE } from "../../kit/docker.ts";

export interface Row {
  /** The container of the test that carries it: some arguments exclude each other. */
  container: string;
  property: string;
  before: unknown;
  after: unknown;
  /** Path in the answer of docker inspect; none for a setting of the provider itself. */
  shown: string | undefined;
  /** What is shown there afterwards. */
  expected: unknown;
}

export const PREFIX = "bev_test_arguments";
export const ZONE = `${PREFIX}_zone`;
export const OTHER_IMAGE = "bev-test/arguments:1";
export const MIB = 1024 * 1024;

export const ROWS: Row[] = [
  // What the Engine changes on a running container, each in a container of its own: one that is applied
  // would carry the others with it.
  row("cpuSet", "cpuSet", ["0", "0-1"], "HostConfig.CpusetCpus"),
  row("cpuShares", "cpuShares", [512, 256], "HostConfig.CpuShares"),
  row("maxRetryCount", "maxRetryCount", [3, 5], "HostConfig.RestartPolicy.MaximumRetryCount"),
  row("memory", "memory", [64, 96], "HostConfig.Memory", 96 * MIB),
  row("memoryReservation", "memoryReservation", [32, 48], "HostConfig.MemoryReservation", 48 * MIB),
  row("memorySwap", "memorySwap", [64, 128], "HostConfig.MemorySwap", 128 * MIB),
  row("restart", "restart", ["no", "unless-stopped"], "HostConfig.RestartPolicy.Name"),

  // What counts as updated and is not applied, unless replaceOnChanges lists it.
  row(
    "unapplied",
    "healthcheck",
    [check("true"), check("false")],
    "Config.Healthcheck.Test.1",
    "false",
  ),
  row("unapplied", "init", [false, true], "HostConfig.Init"),
  row("unapplied", "tmpfs", [{ "/t": "size=1m" }, { "/t": "size=2m" }], "HostConfig.Tmpfs"),
  row("started", "start", [false, true], "State.Running"),

  // What says how the provider itself treats the container.
  row("own", "containerReadRefreshTimeoutMilliseconds", [15000, 20000]),
  row("own", "destroyGraceSeconds", [1, 2]),
  row("own", "mustRun", [true, false]),
  row("own", "removeVolumes", [true, false]),
  row("own", "wait", [false, true]),
  row("own", "waitTimeout", [60, 90]),

  // The process.
  row("process", "command", [sleep("1000"), sleep("2000")], "Config.Cmd"),
  row("process", "domainname", ["a.bev", "b.bev"], "Config.Domainname"),
  row("process", "entrypoints", [busybox(), busybox("env")], "Config.Entrypoint"),
  row("process", "envs", [["A=1"], ["A=2"]], "Config.Env.0", "A=2"),
  row("process", "groupAdds", [["5"], ["6"]], "HostConfig.GroupAdd"),
  row("process", "hostname", ["a", "b"], "Config.Hostname"),
  row("process", "image", [TEST_IMAGE, OTHER_IMAGE], "Config.Image"),
  row("process", "labels", [labels("1"), labels("2")], "Config.Labels.a", "2"),
  row("process", "stdinOpen", [false, true], "Config.OpenStdin"),
  row("process", "stopSignal", ["SIGTERM", "SIGINT"], "Config.StopSignal"),
  row("process", "stopTimeout", [1, 2], "Config.StopTimeout"),
  row("process", "tty", [false, true], "Config.Tty"),
  row("process", "user", ["1000", "1001:1001"], "Config.User"),
  row("process", "workingDir", ["/", "/tmp"], "Config.WorkingDir"),

  // Its limits and its walls.
  row(
    "walls",
    "capabilities",
    [{ drops: ["CAP_KILL"] }, { drops: ["ALL"] }],
    "HostConfig.CapDrop",
    ["ALL"],
  ),
  row("walls", "cpus", ["0.5", "1.5"], "HostConfig.NanoCpus", 1_500_000_000),
  row(
    "walls",
    "devices",
    [device("a"), device("b")],
    "HostConfig.Devices.0.PathInContainer",
    "/dev/b",
  ),
  row("walls", "ipcMode", ["private", "none"], "HostConfig.IpcMode"),
  row("walls", "logDriver", ["json-file", "local"], "HostConfig.LogConfig.Type"),
  row("walls", "logOpts", [size("1m"), size("2m")], "HostConfig.LogConfig.Config"),
  row("walls", "mounts", [mounted("/a"), mounted("/b")], "HostConfig.Mounts.0.Target", "/b"),
  // The Engine adds a security option of its own to a container in the host's processes.
  row("isolated", "pidMode", ["", "host"], "HostConfig.PidMode"),
  row("walls", "readOnly", [false, true], "HostConfig.ReadonlyRootfs"),
  row("walls", "runtime", ["runc", "io.containerd.runc.v2"], "HostConfig.Runtime"),
  row("walls", "securityOpts", [[], ["no-new-privileges:true"]], "HostConfig.SecurityOpt"),
  row("walls", "sysctls", [backlog("1024"), backlog("2048")], "HostConfig.Sysctls"),
  row("walls", "ulimits", [core(1), core(0)], "HostConfig.Ulimits.0.Hard", 0),
  row("walls", "usernsMode", ["", "host"], "HostConfig.UsernsMode"),
  row("walls", "volumes", [volume("/c"), volume("/d")], "HostConfig.Binds.0", "/etc:/d:ro"),
  row("process", "shmSize", [32, 48], "HostConfig.ShmSize", 48 * MIB),
  // Neither starts on a machine without the right or the runtime; both are created there.
  row("unstarted", "gpus", ["", "all"], "HostConfig.DeviceRequests.0.Count", -1),
  row("unstarted", "privileged", [false, true], "HostConfig.Privileged"),

  // Its place in the network.
  row("network", "dns", [["10.0.0.1"], ["10.0.0.2"]], "HostConfig.Dns"),
  row("network", "dnsOpts", [["ndots:1"], ["ndots:2"]], "HostConfig.DnsOptions"),
  row("network", "dnsSearches", [["a.bev"], ["b.bev"]], "HostConfig.DnsSearch"),
  row(
    "network",
    "hosts",
    [host("10.0.0.1"), host("10.0.0.2")],
    "HostConfig.ExtraHosts.0",
    "x:10.0.0.2",
  ),
  row(
    "network",
    "ports",
    [port(18101), port(18102)],
    "NetworkSettings.Ports.80/tcp.0.HostPort",
    "18102",
  ),
  row(
    "joined",
    "networksAdvanced",
    [joined("a"), joined("b")],
    `NetworkSettings.Networks.${ZONE}.Aliases.0`,
    "b",
  ),
  row("published", "publishAllPorts", [false, true], "HostConfig.PublishAllPorts"),
  row("isolated", "networkMode", ["bridge", "none"], "HostConfig.NetworkMode"),
  row("renamed", "name", [`${PREFIX}_a`, `${PREFIX}_b`], "Name", `/${PREFIX}_b`),
];

export const APPLIED = { replaceOnChanges: ["healthcheck", "init", "tmpfs"] };

/** Their containers are updated in place. */
export const LIMITS = [
  ...[
    "cpuSet",
    "cpuShares",
    "maxRetryCount",
    "memory",
    "memoryReservation",
    "memorySwap",
    "restart",
  ],
];

/** What the containers need besides, so that they start, or so that a change reaches them. */
export const BESIDES: Record<string, object> = {
  maxRetryCount: { restart: "on-failure" },
  memory: { memorySwap: 128 },
  memorySwap: { memory: 64 },
  unapplied: {
    options: { ...APPLIED, deleteBeforeReplace: true },
  },
  started: { mustRun: false, options: { replaceOnChanges: ["start"], deleteBeforeReplace: true } },
  unstarted: { start: false, mustRun: false },
};

function row(
  container: string,
  property: string,
  [before, after]: [unknown, unknown],
  shown?: string,
  expected = after,
): Row {
  return { container, property, before, after, shown, expected };
}

function check(command: string) {
  return { tests: ["CMD", command] };
}
function sleep(seconds: string) {
  return ["sleep", seconds];
}
function busybox(...applets: string[]) {
  return ["/bin/busybox", ...applets];
}
function labels(value: string) {
  return [{ label: "a", value }];
}
function device(name: string) {
  return [{ hostPath: "/dev/null", containerPath: `/dev/${name}` }];
}
function size(value: string) {
  return { "max-size": value };
}
function mounted(target: string) {
  return [{ type: "volume", source: `${PREFIX}_data`, target }];
}
function backlog(value: string) {
  return { "net.core.somaxconn": value };
}
function core(hard: number) {
  return [{ name: "core", soft: 0, hard }];
}
function volume(containerPath: string) {
  return [{ hostPath: "/etc", containerPath, readOnly: true }];
}
function host(ip: string) {
  return [{ host: "x", ip }];
}
function port(external: number) {
  return [{ internal: 80, external, ip: "127.0.0.1" }];
}
function joined(alias: string) {
  return [{ name: ZONE, aliases: [alias] }];
}

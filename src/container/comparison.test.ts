/** One case for each fact of a container: changed alone, it is found alone, under its name. */
import { describe, expect, it } from "@jest/globals";
import { catalog } from "../catalog/index.ts";
import { resolveService } from "../catalog/resolve.ts";
import { reservationOf } from "../rules/capacity.ts";
import { renderContainer } from "./arguments.ts";
import { driftOf, stackDriftOf } from "./comparison.ts";
import type { Difference } from "./comparison.ts";
import type { ExpectedContainer } from "./expected-facts.ts";
import type { InspectedContainer, InspectedImage } from "./inspected.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const IMAGE = `127.0.0.1:5055/pgvector/pgvector:pg17@${DIGEST}`;
const CANARY = "canary-7fd1";
const GIBIBYTE = 1024 ** 3;

const row = catalog.find(({ name }) => name === "postgres");
if (!row) throw new Error("the catalogue has no postgres");
const service = resolveService(row);
const expected: ExpectedContainer = {
  args: renderContainer(
    service,
    { stack: "thanos", address: "100.122.12.53", prefix: "bev_", dataRoot: "/var/lib/bev" },
    {
      instance: 0,
      image: IMAGE,
      reservation: reservationOf(service.resources, { memory: 0.4, cpu: 0.35 }),
      zones: ["app", "data"],
      configHash: undefined,
      endpoint: () => "",
    },
  ),
  pidsLimit: 2048,
};
const hash = expected.args.labels.find(({ label }) => label === "bev.config-hash")?.value ?? "";

const image: InspectedImage = {
  Id: "sha256:1",
  RepoTags: ["127.0.0.1:5055/pgvector/pgvector:pg17"],
  RepoDigests: [`127.0.0.1:5055/pgvector/pgvector@${DIGEST}`],
  Config: {
    Env: ["PATH=/usr/bin", "POSTGRES_DB=postgres"],
    Labels: { "bev.recipe": "1" },
    Cmd: ["postgres"],
    Entrypoint: ["docker-entrypoint.sh"],
    // In the place of the last one the container has a tmpfs.
    Volumes: { "/var/lib/postgresql/data": {}, "/var/cache/": {}, "/tmp": {} },
    WorkingDir: "/",
  },
};

/** As Docker 20.10 answers for it. */
const running: InspectedContainer = {
  Id: "949977ae5c64522137720a77baff551121f2956529940668590290bb660b752e",
  Name: "/bev_postgres",
  Image: "sha256:1",
  State: { Status: "running", ExitCode: 0 },
  Config: {
    Image: IMAGE,
    Hostname: "postgres",
    User: "999:999",
    WorkingDir: "/",
    Env: [
      "POSTGRES_DB=osint",
      "POSTGRES_PASSWORD_FILE=/run/secrets/password",
      "POSTGRES_USER=researcher",
      "PATH=/usr/bin",
    ],
    Labels: {
      "bev.config-hash": hash,
      "bev.family": "database",
      "bev.recipe": "1",
      "bev.service": "postgres",
      "bev.stack": "thanos",
    },
    Cmd: [
      ...["postgres", "-c", "hba_file=/etc/bev/pg_hba.conf"],
      ...["-c", "ssl=on", "-c", "ssl_min_protocol_version=TLSv1.2"],
      ...["-c", "ssl_cert_file=/run/secrets/certificate.pem"],
      ...["-c", "ssl_key_file=/run/secrets/key.pem"],
      ...["-c", "max_connections=500", "-c", "shared_buffers=1GB"],
      ...["-c", "wal_level=logical", "-c", "max_slot_wal_keep_size=8GB"],
    ],
    Entrypoint: ["docker-entrypoint.sh"],
    StopSignal: "SIGINT",
    StopTimeout: 60,
    Healthcheck: {
      Test: ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "researcher", "-d", "osint"],
      Interval: 10e9,
      Timeout: 5e9,
      StartPeriod: 120e9,
      Retries: 3,
    },
  },
  HostConfig: {
    RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
    Init: true,
    Memory: 4 * GIBIBYTE,
    MemorySwap: 4 * GIBIBYTE,
    MemoryReservation: 1638 * 1024 ** 2,
    NanoCpus: 2e9,
    CpuShares: 717,
    PidsLimit: 2048,
    DeviceRequests: [],
    CapAdd: [],
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    ReadonlyRootfs: true,
    Tmpfs: { ...expected.args.tmpfs },
    Ulimits: [{ Name: "core", Soft: 0, Hard: 0 }],
    PortBindings: { "5432/tcp": [{ HostIp: "100.122.12.53", HostPort: "5432" }] },
    IpcMode: "private",
    LogConfig: { Type: "json-file", Config: { "max-file": "3", "max-size": "10m" } },
    // What the Engine says of limits that nobody has set.
    Devices: [],
    Dns: null,
    OomScoreAdj: 0,
    PidMode: "",
    Privileged: false,
  },
  Mounts: [
    {
      Type: "volume",
      Name: "bev_postgres_data",
      Source: "/var/lib/docker/volumes/bev_postgres_data/_data",
      Destination: "/var/lib/postgresql/data",
      RW: true,
    },
    {
      Type: "volume",
      Name: "bev_postgres_secrets",
      Source: "/var/lib/docker/volumes/bev_postgres_secrets/_data",
      Destination: "/run/secrets",
      RW: false,
    },
    {
      Type: "volume",
      Name: "b".repeat(64),
      Source: `/var/lib/docker/volumes/${"b".repeat(64)}/_data`,
      Destination: "/var/cache",
      RW: true,
    },
  ],
  NetworkSettings: {
    Networks: {
      bev_app_v1: { Aliases: ["postgres", "949977ae5c64"] },
      bev_data_v1: { Aliases: ["postgres", "949977ae5c64"] },
    },
  },
};

type Change = (container: InspectedContainer) => void;

function changed(change: Change): InspectedContainer {
  const container = structuredClone(running);
  change(container);
  return container;
}

function driftAfter(change: Change): Difference[] {
  return driftOf(expected, { container: changed(change), image });
}

it("finds nothing in a container that is as it should be", () => {
  expect(driftOf(expected, { container: running, image })).toEqual([]);
});

describe("finds nothing in what Docker itself adds or spells otherwise", () => {
  it.each<[string, Change]>([
    [
      "networks of Docker 25, which names no ids",
      ({ NetworkSettings }) => {
        NetworkSettings.Networks = {
          bev_data_v1: { Aliases: ["postgres"] },
          bev_app_v1: { Aliases: ["postgres"] },
        };
      },
    ],
    ["another order of variables", ({ Config }) => void Config.Env?.reverse()],
    ["absent lists", ({ HostConfig }) => void (HostConfig.CapAdd = null)],
    ["a shareable IPC namespace", ({ HostConfig }) => void (HostConfig.IpcMode = "shareable")],
    ["the image by its id", ({ Config }) => void (Config.Image = "sha256:1")],
  ])("%s", (_what, change) => {
    expect(driftAfter(change)).toEqual([]);
  });

  it("a VOLUME of the image under a tmpfs, which takes its place", () => {
    const volumes = { ...image, Config: { ...image.Config, Volumes: { "/tmp/": {} } } };
    const container = changed((one) => void one.Mounts.pop());
    expect(driftOf(expected, { container, image: volumes })).toEqual([]);
  });

  it("the host name of a second instance, by which it is known too", () => {
    const args = { ...expected.args, hostname: "postgres-2" };
    const aliases = { Aliases: ["postgres", "949977ae5c64", "postgres-2"] };
    const container = changed(({ Config, NetworkSettings }) => {
      Config.Hostname = "postgres-2";
      NetworkSettings.Networks = { bev_app_v1: aliases, bev_data_v1: aliases };
    });
    expect(driftOf({ ...expected, args }, { container, image })).toEqual([]);
  });

  it("no command of the program's own: the image's counts", () => {
    const args = { ...expected.args, command: undefined };
    const container = changed(({ Config }) => void (Config.Cmd = ["postgres"]));
    expect(driftOf({ ...expected, args }, { container, image })).toEqual([]);
  });

  it("the graphics card", () => {
    const args = { ...expected.args, gpus: "all" };
    const container = changed(({ HostConfig }) => {
      HostConfig.DeviceRequests = [{ Count: -1, Capabilities: [["gpu"]] }];
    });
    expect(driftOf({ ...expected, args }, { container, image })).toEqual([]);
  });

  it("an image without a digest yet, by its tag", () => {
    const reference = IMAGE.replace(/@.*/, "");
    const args = { ...expected.args, image: reference };
    expect(driftOf({ ...expected, args }, { container: running, image })).toEqual([]);
  });
});

describe("finds a changed", () => {
  it.each<[field: string, change: Change, expected: string, found: string]>([
    ["state", ({ State }) => void Object.assign(State, { Status: "paused" }), "running", "paused"],
    [
      "state",
      ({ State }) => void Object.assign(State, { Status: "exited", ExitCode: 137 }),
      "running",
      "exited (137)",
    ],
    ["hostname", ({ Config }) => void (Config.Hostname = "other"), "postgres", "other"],
    ["user", ({ Config }) => void (Config.User = ""), "999:999", ""],
    [
      "command",
      ({ Config }) => void (Config.Cmd = ["postgres", CANARY]),
      JSON.stringify(service.command),
      "another value",
    ],
    [
      "entrypoints",
      ({ Config }) => void (Config.Entrypoint = [CANARY]),
      '["docker-entrypoint.sh"]',
      "another value",
    ],
    ["workingDir", ({ Config }) => void (Config.WorkingDir = "/tmp"), "/", "/tmp"],
    [
      "envs POSTGRES_USER",
      ({ Config: { Env } }) => void Env?.splice(2, 1, `POSTGRES_USER=${CANARY}`),
      "as configured",
      "another value",
    ],
    [
      "envs POSTGRES_PASSWORD",
      ({ Config: { Env } }) => void Env?.push(`POSTGRES_PASSWORD=${CANARY}`),
      "absent",
      "present",
    ],
    [
      "envs POSTGRES_DB",
      ({ Config: { Env } }) => void Env?.splice(0, 1),
      "as configured",
      "absent",
    ],
    [
      "envs PATH",
      ({ Config: { Env } }) => void Env?.splice(3, 1, "PATH=/bin"),
      "as configured",
      "another value",
    ],
    [
      "labels bev.service",
      ({ Config: { Labels } }) => void Object.assign(Labels ?? {}, { "bev.service": CANARY }),
      "postgres",
      "another value",
    ],
    [
      "labels extra",
      ({ Config: { Labels } }) => void Object.assign(Labels ?? {}, { extra: CANARY }),
      "absent",
      "present",
    ],
    [
      "restart",
      ({ HostConfig }) => {
        HostConfig.RestartPolicy = { Name: "on-failure", MaximumRetryCount: 5 };
      },
      "unless-stopped",
      "on-failure:5",
    ],
    ["stopSignal", ({ Config }) => void (Config.StopSignal = null), "SIGINT", "absent"],
    ["stopTimeout", ({ Config }) => void (Config.StopTimeout = 10), "60", "10"],
    ["init", ({ HostConfig }) => void (HostConfig.Init = null), "true", "false"],
    [
      "healthcheck tests",
      ({ Config }) => void Object.assign(Config.Healthcheck ?? {}, { Test: ["CMD", CANARY] }),
      '["CMD","pg_isready","-q","-h","127.0.0.1","-U","researcher","-d","osint"]',
      "another value",
    ],
    [
      "healthcheck interval",
      ({ Config }) => void Object.assign(Config.Healthcheck ?? {}, { Interval: 90e9 }),
      "10s",
      "1m30s",
    ],
    [
      "healthcheck timeout",
      ({ Config }) => void Object.assign(Config.Healthcheck ?? {}, { Timeout: 5.5e9 }),
      "5s",
      "5.5s",
    ],
    [
      "healthcheck startPeriod",
      ({ Config }) => void Object.assign(Config.Healthcheck ?? {}, { StartPeriod: 0 }),
      "2m0s",
      "0s",
    ],
    [
      "healthcheck retries",
      ({ Config }) => void Object.assign(Config.Healthcheck ?? {}, { Retries: 4 }),
      "3",
      "4",
    ],
    ["memory", ({ HostConfig }) => void (HostConfig.Memory = GIBIBYTE / 2), "4096", "512"],
    ["memorySwap", ({ HostConfig }) => void (HostConfig.MemorySwap = -1), "4096", "-1"],
    ["memoryReservation", ({ HostConfig }) => void (HostConfig.MemoryReservation = 0), "1638", "0"],
    ["cpus", ({ HostConfig }) => void (HostConfig.NanoCpus = 1.5e9), "2", "1.5"],
    ["cpuShares", ({ HostConfig }) => void (HostConfig.CpuShares = 0), "717", "0"],
    ["pidsLimit", ({ HostConfig }) => void (HostConfig.PidsLimit = null), "2048", "0"],
    [
      "gpus",
      ({ HostConfig }) => {
        HostConfig.DeviceRequests = [{ Count: -1, Capabilities: [["gpu"]] }];
      },
      "absent",
      "all",
    ],
    [
      "capabilities adds",
      ({ HostConfig }) => void (HostConfig.CapAdd = ["CAP_NET_RAW"]),
      "[]",
      '["CAP_NET_RAW"]',
    ],
    ["capabilities drops", ({ HostConfig }) => void (HostConfig.CapDrop = null), '["ALL"]', "[]"],
    [
      "securityOpts",
      ({ HostConfig }) => void HostConfig.SecurityOpt?.push("apparmor=unconfined"),
      '["no-new-privileges:true"]',
      '["apparmor=unconfined","no-new-privileges:true"]',
    ],
    ["readOnly", ({ HostConfig }) => void (HostConfig.ReadonlyRootfs = false), "true", "false"],
    [
      "tmpfs /tmp",
      ({ HostConfig: { Tmpfs } }) => void Object.assign(Tmpfs ?? {}, { "/tmp": "rw" }),
      "rw,noexec,nosuid,nodev,size=64m,uid=999,gid=999",
      "rw",
    ],
    [
      "ulimits nofile",
      ({ HostConfig: { Ulimits } }) => void Ulimits?.push({ Name: "nofile", Soft: 1, Hard: 2 }),
      "absent",
      "1:2",
    ],
    [
      "ulimits core",
      ({ HostConfig }) => void (HostConfig.Ulimits = [{ Name: "core", Soft: -1, Hard: -1 }]),
      "0:0",
      "-1:-1",
    ],
    [
      "networks bev_app_v1",
      ({ NetworkSettings: { Networks } }) => {
        delete Networks?.["bev_app_v1"];
      },
      "[]",
      "absent",
    ],
    [
      "networks bridge",
      ({ NetworkSettings: { Networks } }) => {
        Object.assign(Networks ?? {}, { bridge: { Aliases: null } });
      },
      "absent",
      "[]",
    ],
    [
      "networks bev_data_v1",
      ({ NetworkSettings: { Networks } }) => {
        Object.assign(Networks ?? {}, { bev_data_v1: { Aliases: ["db", "949977ae5c64"] } });
      },
      "[]",
      '["db"]',
    ],
    [
      "ports 5432/tcp",
      ({ HostConfig }) => {
        HostConfig.PortBindings = { "5432/tcp": [{ HostIp: "", HostPort: "5432" }] };
      },
      '["100.122.12.53:5432"]',
      '[":5432"]',
    ],
    [
      "ports 22/tcp",
      ({ HostConfig: { PortBindings } }) => {
        Object.assign(PortBindings ?? {}, { "22/tcp": [{ HostIp: "0.0.0.0", HostPort: "22" }] });
      },
      "absent",
      '["0.0.0.0:22"]',
    ],
    [
      "mounts /var/lib/postgresql/data",
      ({ Mounts: [data] }) => void Object.assign(data ?? {}, { Name: "other" }),
      "volume bev_postgres_data, read-write",
      "volume other, read-write",
    ],
    [
      "mounts /run/secrets",
      ({ Mounts: [, secrets] }) => void Object.assign(secrets ?? {}, { RW: true }),
      "volume bev_postgres_secrets, read-only",
      "volume bev_postgres_secrets, read-write",
    ],
    [
      "mounts /var/cache",
      ({ Mounts: [, , cache] }) => {
        Object.assign(cache ?? {}, { Type: "bind", Name: undefined, Source: "/srv" });
      },
      "volume of its own, read-write",
      "bind /srv, read-write",
    ],
    [
      "mounts /var/run/docker.sock",
      ({ Mounts }) => {
        const socket = "/var/run/docker.sock";
        Mounts.push({ Type: "bind", Source: socket, Destination: socket, RW: false });
      },
      "absent",
      "bind /var/run/docker.sock, read-only",
    ],
    [
      "logDriver",
      ({ HostConfig: { LogConfig } }) => void (LogConfig.Type = "none"),
      "json-file",
      "none",
    ],
    [
      "logOpts max-size",
      ({ HostConfig: { LogConfig } }) => {
        LogConfig.Config = { "max-file": "3", "max-size": CANARY };
      },
      "10m",
      "another value",
    ],
    [
      "HostConfig Privileged",
      ({ HostConfig }) => void (HostConfig["Privileged"] = true),
      "absent",
      "true",
    ],
    [
      "HostConfig Devices",
      ({ HostConfig }) => void (HostConfig["Devices"] = [{ PathOnHost: "/dev/sda" }]),
      "absent",
      '[{"PathOnHost":"/dev/sda"}]',
    ],
    [
      "HostConfig IpcMode",
      ({ HostConfig }) => void (HostConfig.IpcMode = "host"),
      "absent",
      '"host"',
    ],
  ])("%s", (field, change, wanted, found) => {
    expect(driftAfter(change)).toEqual([{ field, expected: wanted, found }]);
  });

  it("image, by the content that its digest names", () => {
    const other = { ...image, RepoDigests: [`127.0.0.1:5055/pgvector/pgvector@sha256:b`] };
    const container = changed(({ Config }) => void (Config.Image = "pgvector:pg17"));
    expect(driftOf(expected, { container, image: other })).toEqual([
      { field: "image", expected: IMAGE, found: "pgvector:pg17" },
    ]);
  });

  it("image, when its tag has moved on", () => {
    const reference = IMAGE.replace(/@.*/, "");
    const container = changed(({ Config }) => void (Config.Image = reference));
    const found = { container, image: { ...image, RepoTags: [] } };
    const args = { ...expected.args, image: reference };
    expect(driftOf({ ...expected, args }, found)).toEqual([
      { field: "image", expected: reference, found: "sha256:1" },
    ]);
  });
});

describe("of a stack", () => {
  const found = { container: running, image };

  it("is nothing when each container is as it should be", () => {
    expect(stackDriftOf([expected], [found])).toEqual([]);
  });

  it("names a container that is missing", () => {
    expect(stackDriftOf([expected], [])).toEqual([
      { container: "bev_postgres", field: "container", expected: "running", found: "absent" },
    ]);
  });

  it("names one of ours that should not be there", () => {
    const container = changed((one) => void (one.Name = "/bev_old"));
    expect(stackDriftOf([expected], [found, { container, image }])).toEqual([
      { container: "bev_old", field: "container", expected: "absent", found: "running" },
    ]);
  });

  it("says of which container a difference is", () => {
    const container = changed(({ Config }) => void (Config.User = "0"));
    expect(stackDriftOf([expected], [{ container, image }])).toEqual([
      { container: "bev_postgres", field: "user", expected: "999:999", found: "0" },
    ]);
  });
});

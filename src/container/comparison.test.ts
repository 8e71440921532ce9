/** One case for each fact of a container: changed alone, it is found alone, under its name. */
import { describe, expect, it } from "@jest/globals";
import {
  CHECK,
  expected,
  GIBIBYTE,
  image,
  IMAGE,
  running,
  service,
} from "../../test/kit/inspected-postgres.ts";
import { stackDriftOf } from "./comparison.ts";
import type { Difference } from "./comparison.ts";
import type { ExpectedContainer } from "./expected-facts.ts";
import type { InspectedImage } from "./inspected.ts";

const CANARY = "canary-7fd1";
/** In the place of a value that may be a secret. */
const OTHER = "another value";
const ID = "949977ae5c64";
const { Env = [] } = running.Config as { Env?: string[] };
const [data, secrets, cache] = running.Mounts;
const BY_TAG = IMAGE.replace(/@.*/, "");

/** Fields to change: objects are merged, `undefined` removes, other values take the former's place. */
type Patch = Record<string, unknown>;

const config = (Config: Patch): Patch => ({ Config });
const host = (HostConfig: Patch): Patch => ({ HostConfig });
const GPU = host({ DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] });

function merged<T>(value: T, patch: Patch): T {
  const result: Patch = { ...(value as Patch) };
  for (const [field, change] of Object.entries(patch)) {
    if (change === undefined) Reflect.deleteProperty(result, field);
    else result[field] = isPatch(change) ? merged(result[field] ?? {}, change) : change;
  }
  return result as T;
}

function isPatch(value: unknown): value is Patch {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Changes {
  args?: Partial<ExpectedContainer["args"]>;
  image?: InspectedImage;
}

function driftAfter(patch: Patch, { args, image: found = image }: Changes = {}): Difference[] {
  const wanted = { ...expected, args: { ...expected.args, ...args } };
  const drift = stackDriftOf([wanted], [{ container: merged(running, patch), image: found }]);
  return drift.map(({ field, expected: one, found: other }) => {
    return { field, expected: one, found: other };
  });
}

function withVariables(...Env: readonly string[]): Patch {
  return { Config: { Env } };
}

function onNetworks(networks: Record<string, readonly string[] | undefined>): Patch {
  const entries = Object.entries(networks).map(([name, Aliases]) => [name, Aliases && { Aliases }]);
  return { NetworkSettings: { Networks: Object.fromEntries(entries) as Patch } };
}

describe("finds nothing in", () => {
  const aliases = ["postgres", ID, "postgres-2"];
  const volumes = { ...image, Config: { ...image.Config, Volumes: { "/tmp/": {} } } };

  it.each<[what: string, patch: Patch, changes?: Changes]>([
    ["a container that is as it should be", {}],
    [
      "networks of Docker 25, which names no ids",
      onNetworks({ bev_data_v1: ["postgres"], bev_app_v1: ["postgres"] }),
    ],
    ["another order of variables", withVariables(...Env.toReversed())],
    ["absent lists", host({ CapAdd: null })],
    ["a shareable IPC namespace", host({ IpcMode: "shareable" })],
    ["the image by its id", config({ Image: "sha256:1" })],
    [
      "a VOLUME of the image under a tmpfs, which takes its place",
      { Mounts: [data, secrets] },
      { image: volumes },
    ],
    [
      "the host name of a second instance, by which it is known too",
      {
        ...config({ Hostname: "postgres-2" }),
        ...onNetworks({ bev_app_v1: aliases, bev_data_v1: aliases }),
      },
      { args: { hostname: "postgres-2" } },
    ],
    [
      "no command of the program's own: the image's counts",
      config({ Cmd: ["postgres"] }),
      { args: { command: undefined } },
    ],
    ["the graphics card", GPU, { args: { gpus: "all" } }],
    ["an image without a digest yet, by its tag", {}, { args: { image: BY_TAG } }],
  ])("%s", (_what, patch, changes = {}) => {
    expect(driftAfter(patch, changes)).toEqual([]);
  });
});

describe("finds a changed", () => {
  it.each<[field: string, patch: Patch, wanted: string, found: string]>([
    ["state", { State: { Status: "paused" } }, "running", "paused"],
    ["state", { State: { Status: "exited", ExitCode: 137 } }, "running", "exited (137)"],
    ["hostname", config({ Hostname: "other" }), "postgres", "other"],
    ["user", config({ User: "" }), "999:999", ""],
    ["command", config({ Cmd: ["postgres", CANARY] }), JSON.stringify(service.command), OTHER],
    ["entrypoints", config({ Entrypoint: [CANARY] }), '["docker-entrypoint.sh"]', OTHER],
    ["workingDir", config({ WorkingDir: "/tmp" }), "/", "/tmp"],
    [
      "envs POSTGRES_USER",
      withVariables(...Env.with(2, `POSTGRES_USER=${CANARY}`)),
      "as configured",
      OTHER,
    ],
    [
      "envs POSTGRES_PASSWORD",
      withVariables(...Env, `POSTGRES_PASSWORD=${CANARY}`),
      "absent",
      "present",
    ],
    ["envs POSTGRES_DB", withVariables(...Env.slice(1)), "as configured", "absent"],
    ["envs PATH", withVariables(...Env.with(3, "PATH=/bin")), "as configured", OTHER],
    ["labels bev.service", config({ Labels: { "bev.service": CANARY } }), "postgres", OTHER],
    ["labels extra", config({ Labels: { extra: CANARY } }), "absent", "present"],
    [
      "restart",
      host({ RestartPolicy: { Name: "on-failure", MaximumRetryCount: 5 } }),
      "unless-stopped",
      "on-failure:5",
    ],
    ["stopSignal", config({ StopSignal: null }), "SIGINT", "absent"],
    ["stopTimeout", config({ StopTimeout: 10 }), "60", "10"],
    ["init", host({ Init: null }), "true", "false"],
    [
      "healthcheck tests",
      config({ Healthcheck: { Test: ["CMD", CANARY] } }),
      JSON.stringify(["CMD", "sh", "-c", CHECK]),
      OTHER,
    ],
    ["healthcheck interval", config({ Healthcheck: { Interval: 90e9 } }), "10s", "1m30s"],
    ["healthcheck timeout", config({ Healthcheck: { Timeout: 5.5e9 } }), "5s", "5.5s"],
    ["healthcheck startPeriod", config({ Healthcheck: { StartPeriod: 0 } }), "2m0s", "0s"],
    ["healthcheck retries", config({ Healthcheck: { Retries: 4 } }), "3", "4"],
    ["memory", host({ Memory: GIBIBYTE / 2 }), "4096", "512"],
    ["memorySwap", host({ MemorySwap: -1 }), "4096", "-1"],
    ["memoryReservation", host({ MemoryReservation: 0 }), "1638", "0"],
    ["cpus", host({ NanoCpus: 1.5e9 }), "2", "1.5"],
    ["cpuShares", host({ CpuShares: 0 }), "717", "0"],
    ["pidsLimit", host({ PidsLimit: null }), "2048", "0"],
    ["gpus", GPU, "absent", "all"],
    ["capabilities adds", host({ CapAdd: ["CAP_NET_RAW"] }), "[]", '["CAP_NET_RAW"]'],
    ["capabilities drops", host({ CapDrop: null }), '["ALL"]', "[]"],
    [
      "securityOpts",
      host({ SecurityOpt: ["no-new-privileges:true", "apparmor=unconfined"] }),
      '["no-new-privileges:true"]',
      '["apparmor=unconfined","no-new-privileges:true"]',
    ],
    ["readOnly", host({ ReadonlyRootfs: false }), "true", "false"],
    [
      "tmpfs /tmp",
      host({ Tmpfs: { "/tmp": "rw" } }),
      "rw,noexec,nosuid,nodev,size=64m,uid=999,gid=999",
      "rw",
    ],
    [
      "ulimits nofile",
      host({
        Ulimits: [...(running.HostConfig.Ulimits ?? []), { Name: "nofile", Soft: 1, Hard: 2 }],
      }),
      "absent",
      "1:2",
    ],
    ["ulimits core", host({ Ulimits: [{ Name: "core", Soft: -1, Hard: -1 }] }), "0:0", "-1:-1"],
    ["networks bev_app_v1", onNetworks({ bev_app_v1: undefined }), "[]", "absent"],
    ["networks bridge", onNetworks({ bridge: [] }), "absent", "[]"],
    ["networks bev_data_v1", onNetworks({ bev_data_v1: ["db", ID] }), "[]", '["db"]'],
    [
      "ports 5432/tcp",
      host({ PortBindings: { "5432/tcp": [{ HostIp: "", HostPort: "5432" }] } }),
      '["100.122.12.53:5432"]',
      '[":5432"]',
    ],
    [
      "ports 22/tcp",
      host({ PortBindings: { "22/tcp": [{ HostIp: "0.0.0.0", HostPort: "22" }] } }),
      "absent",
      '["0.0.0.0:22"]',
    ],
    [
      "mounts /var/lib/postgresql/data",
      { Mounts: [{ ...data, Name: "other" }, secrets, cache] },
      "volume bev_postgres_data, read-write",
      "volume other, read-write",
    ],
    [
      "mounts /run/secrets",
      { Mounts: [data, { ...secrets, RW: true }, cache] },
      "volume bev_postgres_secrets, read-only",
      "volume bev_postgres_secrets, read-write",
    ],
    [
      "mounts /var/cache",
      {
        Mounts: [
          data,
          secrets,
          { Type: "bind", Source: "/srv", Destination: "/var/cache", RW: true },
        ],
      },
      "volume of its own, read-write",
      "bind /srv, read-write",
    ],
    [
      "mounts /var/run/docker.sock",
      {
        Mounts: [
          ...running.Mounts,
          {
            Type: "bind",
            Source: "/var/run/docker.sock",
            Destination: "/var/run/docker.sock",
            RW: false,
          },
        ],
      },
      "absent",
      "bind /var/run/docker.sock, read-only",
    ],
    ["logDriver", host({ LogConfig: { Type: "none" } }), "json-file", "none"],
    ["logOpts max-size", host({ LogConfig: config({ "max-size": CANARY }) }), "10m", OTHER],
    ["HostConfig Privileged", host({ Privileged: true }), "absent", "true"],
    [
      "HostConfig Devices",
      host({ Devices: [{ PathOnHost: "/dev/sda" }] }),
      "absent",
      '[{"PathOnHost":"/dev/sda"}]',
    ],
    ["HostConfig IpcMode", host({ IpcMode: "host" }), "absent", '"host"'],
  ])("%s", (field, patch, wanted, found) => {
    expect(driftAfter(patch)).toEqual([{ field, expected: wanted, found }]);
  });

  it("image, by the content that its digest names", () => {
    const other = { ...image, RepoDigests: [`127.0.0.1:5055/pgvector/pgvector@sha256:b`] };
    expect(driftAfter(config({ Image: "pgvector:pg17" }), { image: other })).toEqual([
      { field: "image", expected: IMAGE, found: "pgvector:pg17" },
    ]);
  });

  it("image, when its tag has moved on", () => {
    const changes = { args: { image: BY_TAG }, image: { ...image, RepoTags: [] } };
    expect(driftAfter(config({ Image: BY_TAG }), changes)).toEqual([
      { field: "image", expected: BY_TAG, found: "sha256:1" },
    ]);
  });
});

describe("of a stack", () => {
  const found = { container: running, image };

  it.each<[what: string, found: (typeof found)[], drift: (Difference & { container: string })[]]>([
    ["is nothing when each container is as it should be", [found], []],
    [
      "names a container that is missing",
      [],
      [{ container: "bev_postgres", field: "container", expected: "running", found: "absent" }],
    ],
    [
      "names one of ours that should not be there",
      [found, { container: merged(running, { Name: "/bev_old" }), image }],
      [{ container: "bev_old", field: "container", expected: "absent", found: "running" }],
    ],
    [
      "says of which container a difference is",
      [{ container: merged(running, config({ User: "0" })), image }],
      [{ container: "bev_postgres", field: "user", expected: "999:999", found: "0" }],
    ],
  ])("%s", (_what, containers, drift) => {
    expect(stackDriftOf([expected], containers)).toEqual(drift);
  });
});

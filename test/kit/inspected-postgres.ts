/** PostgreSQL's container of the catalogue: what is expected, and what Docker 20.10 answers when it runs so. */
import { catalog } from "../../src/catalog/index.ts";
import { resolveService } from "../../src/catalog/resolve.ts";
import { renderContainer } from "../../src/container/arguments.ts";
import type { ExpectedContainer } from "../../src/container/expected-facts.ts";
import type { InspectedContainer, InspectedImage } from "../../src/container/inspected.ts";
import { reservationOf } from "../../src/rules/capacity.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
export const IMAGE = `127.0.0.1:5055/pgvector/pgvector:pg17@${DIGEST}`;
export const GIBIBYTE = 1024 ** 3;

const row = catalog.find(({ name }) => name === "postgres");
if (!row) throw new Error("the catalogue has no postgres");
export const service = resolveService(row);
export const expected: ExpectedContainer = {
  args: renderContainer(
    service,
    { stack: "thanos", address: "100.122.12.53", prefix: "bev_", dataRoot: "/var/lib/bev" },
    {
      instance: 0,
      image: IMAGE,
      reservation: reservationOf(service.resources, { memory: 0.4, cpu: 0.35 }),
      zones: ["app", "data"],
      configDirectory: undefined,
      endpoint: () => "",
    },
  ),
  pidsLimit: 2048,
};
const hash = expected.args.labels.find(({ label }) => label === "bev.config-hash")?.value ?? "";

export const image: InspectedImage = {
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

export const CHECK =
  "pg_isready -h 127.0.0.1 -U researcher -d osint || { cat /tmp/fenced; exit 1; }";

/** As Docker 20.10 answers for it. */
export const running: InspectedContainer = {
  Id: "949977ae5c64522137720a77baff551121f2956529940668590290bb660b752e",
  Name: "/bev_postgres",
  Image: "sha256:1",
  State: { Status: "running", ExitCode: 0, StartedAt: "2026-11-29T00:00:00Z" },
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
      "POSTGRES_INITDB_ARGS=--data-checksums",
    ],
    Labels: {
      "bev.config-hash": hash,
      "bev.family": "database",
      "bev.recipe": "1",
      "bev.service": "postgres",
      "bev.stack": "thanos",
    },
    Cmd: [
      ...["sh", "/etc/bev/lease.sh", "postgres", "-c", "hba_file=/etc/bev/pg_hba.conf"],
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
      Test: ["CMD", "sh", "-c", CHECK],
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

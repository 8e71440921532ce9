/** Monitoring: Prometheus and what it scrapes, dashboards, logs and BEV's own watchers. */
import { nodeNames } from "./nodes.ts";
import { RECEIVER_SECRETS } from "./receivers.ts";
import { authorityOf } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

const PROMETHEUS_COMMAND = [
  "--config.file=/etc/prometheus/prometheus.yml",
  "--storage.tsdb.path=/prometheus",
  "--web.enable-lifecycle",
];
const PROMETHEUS_CONFIG = { path: "/etc/prometheus", files: ["prometheus.yml", "rules.yml"] };
/** A standby looks at now: what was is on ORACLE1. */
const STANDBY_COMMAND = [...PROMETHEUS_COMMAND, "--storage.tsdb.retention.time=2d"];
const ALERTMANAGER_COMMAND = [
  "--config.file=/etc/alertmanager/alertmanager.yml",
  "--storage.path=/alertmanager",
  "--cluster.listen-address=",
];
const ALERTMANAGER_CONFIG = { path: "/etc/alertmanager", files: ["alertmanager.yml"] };
/** People give them to each Alertmanager, because secrets stay on their node. */
const receiverSecrets = Object.values(RECEIVER_SECRETS).map((name) => ({
  name,
  givenBy: "people" as const,
}));
const FEDERATION = "federation is optional: ORACLE1's Prometheus scrapes all nodes (C43)";
/** Vault is asked over TLS, and believed from Vault alone. */
const VAULT_AUTHORITY = {
  name: "vault-authority.pem",
  certificate: "authority",
  of: "vault",
  issuer: "stack",
} as const;
/** A process that holds nothing. */
const EXPORTER_RESOURCES = { cpu: 0.1, memory: 64 };

/** A new volume takes on owner and mode of the image's folder: of those of this image, all users may write here. */
const LOGS_PATH = "/var/tmp";

/** By node: the server that its Redis exporter asks. */
const redisServers = [
  ["oracle1", "redis"],
  ["thanos", "redis-thanos"],
] as const;

/** By node: the server that its PostgreSQL exporter asks. */
const postgresServers = [
  ["oracle1", "postgres-replica"],
  ["thanos", "postgres"],
] as const;

export const monitoring: ServiceSpec[] = [
  {
    name: "prometheus",
    aliases: ["bev-prometheus"],
    node: "oracle1",
    family: "monitoring",
    image: "prometheus",
    ports: [{ container: 9090, purpose: "http" }],
    resources: { cpu: 1.5, memory: 3072 },
    secrets: [VAULT_AUTHORITY],
    config: PROMETHEUS_CONFIG,
    // For snapshots.
    command: [...PROMETHEUS_COMMAND, "--web.enable-admin-api"],
    volumes: [{ name: "data", path: "/prometheus", backup: "snapshot-api" }],
    health: { http: "/-/healthy" },
    graceSeconds: 60,
  },
  {
    name: "grafana",
    aliases: ["bev-grafana"],
    node: "oracle1",
    family: "monitoring",
    image: "grafana",
    ports: [{ container: 3000, purpose: "http", operators: true }],
    failover: { node: "thanos", published: [3000] },
    resources: { cpu: 0.5, memory: 1024 },
    env: {
      GF_SECURITY_ADMIN_PASSWORD__FILE: { secretFile: "admin-password" },
      BEV_PROMETHEUS: { endpoint: "prometheus" },
      BEV_LOGS: { endpoint: "log-aggregation" },
    },
    secrets: [{ name: "admin-password" }],
    config: { path: "/etc/grafana/provisioning", files: ["datasources", "dashboards"] },
    volumes: [{ name: "data", path: "/var/lib/grafana", backup: "file-copy" }],
    health: { http: "/api/health" },
    dependsOn: ["prometheus"],
  },
  {
    name: "alertmanager",
    node: "oracle1",
    family: "monitoring",
    image: "alertmanager",
    // It keeps alerts for its user interface and bev alerts, and tells the receivers of bev:alerts.
    ports: [{ container: 9093, purpose: "http", operators: true }],
    secrets: receiverSecrets,
    config: ALERTMANAGER_CONFIG,
    command: ALERTMANAGER_COMMAND,
    volumes: [{ name: "data", path: "/alertmanager", backup: "file-copy" }],
    health: { http: "/-/healthy" },
  },
  {
    name: "log-aggregation",
    node: "oracle1",
    family: "monitoring",
    image: "victoriaLogs",
    ports: [{ container: 9428, purpose: "http" }],
    command: [
      `-storageDataPath=${LOGS_PATH}/victoria-logs`,
      "-retentionPeriod=30d",
      // Before its end where there is more: the oldest days go first.
      "-retention.maxDiskSpaceUsageBytes=10GiB",
    ],
    volumes: [{ name: "logs", path: LOGS_PATH, backup: "none" }],
    health: { http: "/health" },
  },
  ...nodeNames.map((node): ServiceSpec => ({
    name: "log-shipper",
    node,
    family: "monitoring",
    ports: [{ container: 9429, purpose: "metrics" }],
    // Behind on a log that grows faster than it reads, it would miss what the Engine rotates away.
    resources: { cpu: 0.25, memory: 96 },
    // Not `dependsOn` the store: lines wait on disk for it.
    env: {
      BEV_STACK: node,
      BEV_ENGINE: { endpoint: "docker-proxy" },
      BEV_LOGS: { endpoint: "log-aggregation" },
    },
    volumes: [{ name: "queue", path: "/var/lib/log-shipper", backup: "none" }],
    dependsOn: ["docker-proxy"],
  })),
  {
    name: "health-monitor",
    node: "oracle1",
    family: "monitoring",
    ports: [{ container: 8016, purpose: "http" }],
    resources: { cpu: 0.25, memory: 512 },
  },
  {
    name: "metrics-collector",
    node: "oracle1",
    family: "monitoring",
    ports: [{ container: 8017, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
  },
  {
    name: "alert-system",
    node: "oracle1",
    family: "monitoring",
    ports: [{ container: 8018, purpose: "http" }],
    resources: { cpu: 0.25, memory: 512 },
  },
  ...nodeNames.map((node): ServiceSpec => ({
    name: "node-exporter",
    node,
    family: "monitoring",
    image: "nodeExporter",
    ports: [{ container: 9100, purpose: "metrics" }],
    // What the first process of the node has mounted, not what its own container has.
    hostRoot: "/host",
    command: [
      ...["--path.procfs=/host/proc", "--path.sysfs=/host/sys", "--path.rootfs=/host"],
      "--collector.textfile.directory=/textfile",
    ],
    // What bev drift --publish leaves.
    volumes: [{ name: "textfile", path: "/textfile", backup: "none" }],
    health: { http: "/metrics" },
  })),
  ...nodeNames.map((node): ServiceSpec => ({
    name: "docker-proxy",
    node,
    family: "monitoring",
    image: "haproxy",
    ports: [
      { container: 2375, published: false, purpose: "engine-api" },
      { container: 8404, purpose: "metrics" },
    ],
    resources: EXPORTER_RESOURCES,
    engineSocket: "/engine/docker.sock",
    config: { path: "/usr/local/etc/haproxy", files: ["docker-proxy.cfg"] },
    command: ["-f", "/usr/local/etc/haproxy/docker-proxy.cfg"],
    health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/2375"] },
  })),
  ...nodeNames.map((node): ServiceSpec => ({
    name: "container-exporter",
    node,
    family: "monitoring",
    ports: [{ container: 9487, purpose: "metrics" }],
    resources: EXPORTER_RESOURCES,
    env: { BEV_ENGINE: { endpoint: "docker-proxy" }, BEV_STACK: node },
    dependsOn: ["docker-proxy"],
  })),
  ...postgresServers.map(([node, server]): ServiceSpec => ({
    name: "postgres-exporter",
    node,
    family: "monitoring",
    image: "postgresExporter",
    ports: [{ container: 9187, purpose: "metrics" }],
    resources: EXPORTER_RESOURCES,
    env: {
      DATA_SOURCE_URI_FILE: "/etc/postgres-exporter/uri",
      DATA_SOURCE_USER: "postgres_exporter",
      DATA_SOURCE_PASS_FILE: { secretFile: "password" },
      PG_EXPORTER_EXTEND_QUERY_PATH: "/etc/postgres-exporter/queries.yaml",
    },
    secrets: [{ name: "password" }, authorityOf(server)],
    config: { path: "/etc/postgres-exporter", files: ["uri", "queries.yaml"] },
    command: ["--collector.database_wraparound"],
    health: { http: "/" },
    dependsOn: [server],
  })),
  ...redisServers.map(([node, server]): ServiceSpec => ({
    name: "redis-exporter",
    node,
    family: "monitoring",
    image: "redisExporter",
    ports: [{ container: 9121, purpose: "metrics" }],
    resources: EXPORTER_RESOURCES,
    env: {
      REDIS_ADDR: `redis://${server}:6379`,
      REDIS_PASSWORD_FILE: { secretFile: "passwords.json" },
    },
    secrets: [
      {
        name: "passwords.json",
        from: `${server}/auth.conf`,
        template: `{"redis://${server}:6379":"{secret}"}`,
      },
    ],
    dependsOn: [server],
  })),
  {
    name: "blackbox-exporter",
    node: "oracle1",
    family: "monitoring",
    image: "blackboxExporter",
    ports: [{ container: 9115, purpose: "metrics" }],
    resources: EXPORTER_RESOURCES,
    secrets: [VAULT_AUTHORITY],
    config: { path: "/etc/blackbox", files: ["blackbox.yml"] },
    command: ["--config.file=/etc/blackbox/blackbox.yml"],
    health: { http: "/-/healthy" },
  },
  {
    name: "gpu-exporter",
    node: "thanos",
    family: "monitoring",
    image: "gpuExporter",
    ports: [{ container: 9400, purpose: "metrics" }],
    health: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9400"] },
  },
  {
    name: "prometheus-thanos",
    node: "thanos",
    family: "monitoring",
    image: "prometheus",
    ports: [{ container: 9090, purpose: "http" }],
    standbyFor: "prometheus",
    resources: { cpu: 0.25, memory: 512 },
    config: PROMETHEUS_CONFIG,
    command: STANDBY_COMMAND,
    volumes: [{ name: "data", path: "/prometheus", backup: "none" }],
    health: { http: "/-/healthy" },
  },
  {
    name: "alertmanager-thanos",
    node: "thanos",
    family: "monitoring",
    image: "alertmanager",
    // Not 9093: that is kafka-2's there (C38).
    ports: [{ container: 9093, published: 9193, purpose: "http", operators: true }],
    standbyFor: "alertmanager",
    resources: EXPORTER_RESOURCES,
    secrets: receiverSecrets,
    config: ALERTMANAGER_CONFIG,
    command: ALERTMANAGER_COMMAND,
    volumes: [{ name: "data", path: "/alertmanager", backup: "none" }],
    health: { http: "/-/healthy" },
  },
  {
    name: "prometheus-starlord",
    node: "starlord",
    family: "monitoring",
    image: "prometheus",
    ports: [{ container: 9090, purpose: "http" }],
    config: PROMETHEUS_CONFIG,
    command: PROMETHEUS_COMMAND,
    volumes: [{ name: "data", path: "/prometheus", backup: "none" }],
    health: { http: "/-/healthy" },
    disabled: FEDERATION,
  },
];

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
/** A process that holds nothing. */
const EXPORTER_RESOURCES = { cpu: 0.1, memory: 64 };

/** By node: the server that its Redis exporter asks. */
const redisServers = [
  ["oracle1", "redis"],
  ["thanos", "redis-thanos"],
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
    config: PROMETHEUS_CONFIG,
    command: PROMETHEUS_COMMAND,
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
    image: "loki",
    ports: [{ container: 3100, purpose: "http" }],
    config: { path: "/etc/loki", files: ["loki.yaml"] },
    command: ["-config.file=/etc/loki/loki.yaml"],
    volumes: [{ name: "data", path: "/loki", backup: "none" }],
    health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:3100/ready"] },
  },
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
  {
    name: "postgres-exporter",
    node: "thanos",
    family: "monitoring",
    image: "postgresExporter",
    ports: [{ container: 9187, purpose: "metrics" }],
    resources: EXPORTER_RESOURCES,
    env: {
      DATA_SOURCE_URI_FILE: "/etc/postgres-exporter/uri",
      DATA_SOURCE_USER: "postgres_exporter",
      DATA_SOURCE_PASS_FILE: { secretFile: "password" },
    },
    secrets: [{ name: "password" }, authorityOf("postgres")],
    config: { path: "/etc/postgres-exporter", files: ["uri"] },
    health: { http: "/" },
    dependsOn: ["postgres"],
  },
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
    // Vault's health is asked over TLS, and believed from Vault alone.
    secrets: [
      { name: "vault-authority.pem", certificate: "authority", of: "vault", issuer: "stack" },
    ],
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

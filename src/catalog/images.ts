/**
 * Images that others publish: what to pull, and what each needs to run without root, without
 * capabilities and with a read-only file system. Digests live in images.lock.json.
 * Sources of the contracts: the images' own Dockerfiles and entry points (see docs/adr/0005).
 */
import type { Mebibytes } from "../lib/units.ts";

export interface ImageSpec {
  /** The product's folder in src/software. Absent: nothing of it is particular. */
  software?: string;
  repository: string;
  tag: string;
  /** BEV makes it, of another's image: it is in the registry of BEV's own (docs/images.md). */
  own?: boolean;
  /** Numeric `uid:gid` of the process. */
  user: string;
  /** VOLUME paths of the image: each needs a named volume, or Docker makes an anonymous one. */
  volumePaths: string[];
  /** Paths that the process writes besides its volumes: each becomes a tmpfs of this size. */
  writable: Record<string, Mebibytes>;
  /** Paths of `writable` where the process unpacks native libraries and loads them from. */
  executable?: string[];
  /** Absent: SIGTERM. */
  stopSignal?: string;
  /** Why the root file system cannot be read-only. Absent: it is. */
  writableRoot?: string;
}

const SCRATCH = { "/tmp": 64 };

export const images = {
  postgres: {
    software: "postgres",
    repository: "pgvector/pgvector",
    tag: "0.8.0-pg17",
    user: "999:999",
    volumePaths: ["/var/lib/postgresql/data"],
    writable: { ...SCRATCH, "/var/run/postgresql": 1 },
    // Fast shutdown: SIGTERM would wait for every client to leave.
    stopSignal: "SIGINT",
  },
  redis: {
    software: "redis",
    repository: "redis",
    tag: "8.0-bookworm",
    user: "999:999",
    volumePaths: ["/data"],
    writable: SCRATCH,
  },
  neo4j: {
    software: "neo4j",
    repository: "neo4j",
    tag: "5.26.0-community",
    user: "7474:7474",
    volumePaths: ["/data", "/logs"],
    writable: {},
    writableRoot: "its start script writes conf/neo4j.conf and fetches plugins",
  },
  elasticsearch: {
    software: "elasticsearch",
    repository: "docker.elastic.co/elasticsearch/elasticsearch",
    tag: "8.17.0",
    user: "1000:0",
    volumePaths: [],
    writable: { "/usr/share/elasticsearch/config/certs": 1 },
    writableRoot: "its start script writes the keystore into its config folder",
  },
  influxdb: {
    software: "influxdb",
    repository: "influxdb",
    tag: "2.7-alpine",
    user: "1000:1000",
    volumePaths: ["/var/lib/influxdb2", "/etc/influxdb2"],
    writable: SCRATCH,
  },
  qdrant: {
    software: "qdrant",
    repository: "qdrant/qdrant",
    tag: "v1.13.0-unprivileged",
    user: "1000:2000",
    volumePaths: [],
    writable: SCRATCH,
  },
  weaviate: {
    software: "weaviate",
    repository: "semitechnologies/weaviate",
    tag: "1.28.2",
    user: "1000:1000",
    volumePaths: [],
    writable: SCRATCH,
  },
  transformers: {
    repository: "semitechnologies/transformers-inference",
    tag: "sentence-transformers-multi-qa-MiniLM-L6-cos-v1",
    user: "1000:1000",
    volumePaths: [],
    writable: { "/tmp": 512 },
  },
  kafka: {
    software: "kafka",
    // apache/kafka of the same tag, with the agent that publishes its metrics.
    repository: "bev/kafka",
    tag: "4.0.0",
    own: true,
    user: "1000:1000",
    volumePaths: ["/var/lib/kafka/data", "/mnt/shared/config", "/etc/kafka/secrets"],
    writable: {
      ...SCRATCH,
      "/opt/kafka/config": 1,
      "/opt/kafka/logs": 256,
      "/mnt/shared/config": 1,
      "/etc/kafka/secrets": 1,
    },
    // The codecs of zstd and snappy: without them a broker refuses batches of its clients.
    executable: ["/tmp"],
  },
  zookeeper: {
    repository: "zookeeper",
    tag: "3.9.3",
    user: "1000:1000",
    volumePaths: ["/data", "/datalog", "/logs"],
    writable: { ...SCRATCH, "/conf": 1, "/datalog": 256, "/logs": 64 },
  },
  rabbitmq: {
    software: "rabbitmq",
    repository: "rabbitmq",
    tag: "4.0-management",
    user: "999:999",
    volumePaths: ["/var/lib/rabbitmq"],
    writable: { ...SCRATCH, "/var/log/rabbitmq": 64 },
  },
  prometheus: {
    software: "prometheus",
    repository: "prom/prometheus",
    tag: "v2.53.3",
    user: "65534:65534",
    volumePaths: ["/prometheus"],
    writable: SCRATCH,
  },
  alertmanager: {
    software: "alertmanager",
    repository: "prom/alertmanager",
    tag: "v0.28.0",
    user: "65534:65534",
    volumePaths: ["/alertmanager"],
    writable: SCRATCH,
  },
  nodeExporter: {
    software: "node-exporter",
    repository: "prom/node-exporter",
    tag: "v1.9.0",
    user: "65534:65534",
    volumePaths: [],
    writable: SCRATCH,
  },
  postgresExporter: {
    software: "postgres-exporter",
    repository: "prometheuscommunity/postgres-exporter",
    tag: "v0.17.1",
    user: "65534:65534",
    volumePaths: [],
    writable: SCRATCH,
  },
  redisExporter: {
    software: "redis-exporter",
    repository: "oliver006/redis_exporter",
    // The plain image has no wget for the check.
    tag: "v1.69.0-alpine",
    user: "59000:59000",
    volumePaths: [],
    writable: SCRATCH,
  },
  blackboxExporter: {
    software: "blackbox-exporter",
    repository: "prom/blackbox-exporter",
    tag: "v0.26.0",
    user: "65534:65534",
    volumePaths: [],
    writable: SCRATCH,
  },
  gpuExporter: {
    software: "gpu-exporter",
    repository: "nvcr.io/nvidia/k8s/dcgm-exporter",
    tag: "3.3.9-3.6.1-ubuntu22.04",
    user: "1000:1000",
    volumePaths: [],
    writable: SCRATCH,
  },
  grafana: {
    software: "grafana",
    repository: "grafana/grafana-enterprise",
    tag: "11.4.0",
    user: "472:0",
    volumePaths: [],
    writable: SCRATCH,
  },
  victoriaLogs: {
    software: "victorialogs",
    repository: "victoriametrics/victoria-logs",
    tag: "v1.52.1",
    // The image names no user, and runs as any.
    user: "65534:65534",
    volumePaths: [],
    writable: SCRATCH,
  },
  vault: {
    software: "vault",
    repository: "hashicorp/vault",
    tag: "1.21.0",
    user: "100:1000",
    volumePaths: ["/vault/file", "/vault/logs"],
    writable: SCRATCH,
  },
  rclone: {
    software: "backup-store",
    // rclone/rclone of the same tag, without its entry point, and with a folder of its own.
    repository: "bev/rclone",
    tag: "1.69.1",
    own: true,
    user: "1000:1000",
    volumePaths: [],
    writable: SCRATCH,
  },
  backup: {
    software: "backup",
    repository: "bev/backup",
    tag: "1.0.0",
    own: true,
    user: "1000:1000",
    volumePaths: [],
    // What one archive is made of on its way: restic keeps packs here until they are sent.
    writable: { "/tmp": 256 },
  },
  failover: {
    software: "failover",
    repository: "bev/failover",
    tag: "1.0.0",
    own: true,
    user: "1000:1000",
    volumePaths: [],
    writable: SCRATCH,
  },
  consul: {
    software: "consul",
    repository: "hashicorp/consul",
    tag: "1.20.1",
    user: "100:1000",
    volumePaths: ["/consul/data"],
    writable: SCRATCH,
  },
  haproxy: {
    software: "haproxy",
    repository: "haproxy",
    tag: "3.0-bookworm",
    user: "99:99",
    volumePaths: [],
    writable: { ...SCRATCH, "/var/run": 1 },
  },
  nginx: {
    software: "nginx",
    repository: "nginxinc/nginx-unprivileged",
    tag: "1.26-bookworm",
    user: "101:101",
    volumePaths: [],
    writable: { ...SCRATCH, "/var/cache/nginx": 64 },
  },
  "nginx-cache": {
    software: "nginx-cache",
    repository: "nginxinc/nginx-unprivileged",
    tag: "1.26-bookworm",
    user: "101:101",
    volumePaths: [],
    writable: { ...SCRATCH, "/var/cache/nginx": 64 },
  },
  pgbouncer: {
    software: "pgbouncer",
    repository: "edoburu/pgbouncer",
    tag: "v1.23.1-p2",
    user: "70:70",
    volumePaths: [],
    writable: SCRATCH,
  },
  airflow: {
    software: "airflow",
    repository: "apache/airflow",
    tag: "2.10.4",
    user: "50000:0",
    volumePaths: [],
    writable: { ...SCRATCH, "/opt/airflow/logs": 256 },
  },
  n8n: {
    software: "n8n",
    repository: "n8nio/n8n",
    tag: "1.73.1",
    user: "1000:1000",
    volumePaths: [],
    writable: { ...SCRATCH, "/home/node/.cache": 64 },
  },
  codeServer: {
    repository: "codercom/code-server",
    tag: "4.96.4",
    user: "1000:1000",
    volumePaths: [],
    writable: { ...SCRATCH, "/home/coder/.config": 1 },
  },
} satisfies Record<string, ImageSpec>;

export type ImageName = keyof typeof images;

/**
 * What every image that BEV builds itself promises (docs/images.md): it runs as 1000:1000 from a
 * read-only root, writes only to /tmp and its volumes, reads secrets from `*_FILE` variables, has
 * `wget` and an executable `healthcheck` on its PATH, and answers /ready besides /health.
 */
export const ownImage: Omit<ImageSpec, "repository" | "own"> = {
  tag: "1.0.0",
  user: "1000:1000",
  volumePaths: [],
  writable: SCRATCH,
};

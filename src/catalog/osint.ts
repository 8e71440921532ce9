/** OSINT applications and security services: BEV's own images on both permanent nodes. */
import { authorityOf, POSTGRES_CLIENT } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

const UNNAMED =
  "a scrape target without a name in the documents: no image can be known until it has one (C09, C35)";

/** Analyzers look things up in PostgreSQL (000:419-424) and are given no password of their own. */
const READS_OSINT = { vault: { database: "osint-reader" } } satisfies Partial<ServiceSpec>;

const INTELOWL_ENV = {
  DB_NAME: "osint",
  DB_HOST: { endpoint: "postgres" },
  DB_PASSWORD_FILE: { secretFile: "db-password" },
  ...POSTGRES_CLIENT,
  BROKER_HOST: { endpoint: "redis-thanos" },
  BROKER_PASSWORD_FILE: { secretFile: "broker-password" },
};
const INTELOWL_SECRETS = [
  { name: "db-password", from: "postgres/password" },
  { name: "broker-password", from: "redis-thanos/auth.conf" },
  authorityOf("postgres"),
];

export const osint: ServiceSpec[] = [
  {
    name: "intelowl-django",
    aliases: ["OSINT Platform", "OSINT API"],
    node: "thanos",
    family: "osint",
    ports: [{ container: 8000, published: 80, purpose: "http" }],
    resources: { cpu: 1.5, memory: 2048 },
    env: INTELOWL_ENV,
    secrets: INTELOWL_SECRETS,
    health: { http: "/api/health" },
    dependsOn: ["postgres", "redis-thanos", "intelowl-celery-worker"],
  },
  {
    name: "intelowl-celery-worker",
    node: "thanos",
    family: "osint",
    resources: { cpu: 2, memory: 4096 },
    env: INTELOWL_ENV,
    secrets: INTELOWL_SECRETS,
    dependsOn: ["redis-thanos"],
  },
  {
    name: "intelowl-celery-beat",
    node: "thanos",
    family: "osint",
    env: INTELOWL_ENV,
    secrets: INTELOWL_SECRETS,
    dependsOn: ["redis-thanos"],
    singleton: true,
  },
  {
    name: "request-multiplexer",
    node: "thanos",
    family: "osint",
    ports: [{ container: 8001, purpose: "http" }],
  },
  {
    name: "predictive-cache",
    node: "thanos",
    family: "osint",
    ports: [{ container: 8002, purpose: "http" }],
    env: {
      REDIS: { endpoint: "redis-thanos" },
      REDIS_PASSWORD_FILE: { secretFile: "redis-password" },
    },
    secrets: [{ name: "redis-password", from: "redis-thanos/auth.conf" }],
    dependsOn: ["redis-thanos"],
  },
  {
    name: "cytoscape-server",
    node: "thanos",
    family: "osint",
    resources: { cpu: 1, memory: 1024 },
  },
  {
    name: "osint-service-8082",
    node: "thanos",
    family: "osint",
    ports: [{ container: 8082, purpose: "metrics" }],
    metrics: { job: "bev-osint-services", purpose: "metrics" },
    disabled: UNNAMED,
  },
  {
    name: "osint-service-8083",
    node: "thanos",
    family: "osint",
    ports: [{ container: 8083, purpose: "metrics" }],
    metrics: { job: "bev-osint-services", purpose: "metrics" },
    disabled: UNNAMED,
  },
  {
    name: "osint-service-8084",
    node: "thanos",
    family: "osint",
    ports: [{ container: 8084, purpose: "metrics" }],
    metrics: { job: "bev-osint-services", purpose: "metrics" },
    disabled: UNNAMED,
  },
  {
    name: "intel-fusion",
    node: "thanos",
    family: "osint",
    // It stores the intelligence that the analyzers look up (000:463-468).
    vault: { database: "osint-writer" },
    replicas: { min: 2, max: 4 },
  },
  {
    name: "tactical-intelligence",
    node: "thanos",
    family: "osint",
  },
  {
    name: "opsec-enforcer",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8004, purpose: "http" }],
  },
  {
    name: "defense-automation",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8005, purpose: "http" }],
  },
  {
    name: "breach-analyzer",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8006, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
    ...READS_OSINT,
  },
  {
    name: "darknet-analyzer",
    aliases: ["dm-crawler", "darknet_crawler"],
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8007, purpose: "http" }],
    resources: { cpu: 1, memory: 2048 },
    env: { TOR: { endpoint: "tor" } },
    dependsOn: ["tor"],
    // The scaling matrix states 3-5 for its alias dm-crawler (001:1072).
    replicas: { min: 1, max: 5 },
    ...READS_OSINT,
  },
  {
    name: "crypto-analyzer",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8008, purpose: "http" }],
    resources: { cpu: 1, memory: 1536 },
    replicas: { min: 2, max: 3 },
    ...READS_OSINT,
  },
  {
    name: "social-analyzer",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8013, purpose: "http" }],
    resources: { cpu: 1, memory: 2048 },
    ...READS_OSINT,
  },
  {
    name: "reputation-analyzer",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8014, purpose: "http" }],
    replicas: { min: 2, max: 3 },
    ...READS_OSINT,
  },
  {
    name: "economics-processor",
    node: "oracle1",
    family: "osint",
    ports: [{ container: 8015, purpose: "http" }],
  },
];

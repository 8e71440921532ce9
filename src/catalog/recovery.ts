/** Recovery and chaos: both work on other services through the recovery API, not the Docker socket (C57). */
import { authorityOf, POSTGRES_CLIENT } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

export const recovery: ServiceSpec[] = [
  {
    name: "auto-recovery",
    node: "oracle1",
    family: "recovery",
    ports: [
      { container: 8070, purpose: "http" },
      { container: 9091, purpose: "metrics" },
    ],
    metrics: { job: "auto-recovery", purpose: "metrics" },
    resources: { cpu: 0.25, memory: 512 },
    env: {
      POSTGRES: { endpoint: "postgres" },
      POSTGRES_DB: "auto_recovery",
      ...POSTGRES_CLIENT,
      REDIS: { endpoint: "redis" },
      REDIS_PASSWORD_FILE: { secretFile: "redis-password" },
      LOG_LEVEL: "INFO",
    },
    secrets: [{ name: "redis-password", from: "redis/auth.conf" }, authorityOf("postgres")],
    config: { path: "/app/config", files: ["auto_recovery.yaml"] },
    volumes: [{ name: "state", path: "/var/lib/auto-recovery", backup: "file-copy" }],
    health: { http: "/health" },
    dependsOn: ["postgres", "redis"],
  },
  {
    name: "chaos-engineer",
    node: "oracle1",
    family: "recovery",
    ports: [{ container: 8019, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
  },
];

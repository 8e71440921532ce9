/** Recovery and chaos, which work on other services through the recovery API and not the Docker socket (C57); and backups. */
import { authorityOf, CERTIFICATE, POSTGRES_CLIENT } from "./tls.ts";
import type { NodeName } from "./nodes.ts";
import { regionMachines } from "./regions.ts";
import { votingRegion } from "../lib/region-machines.ts";
import type { Cores, Mebibytes } from "../lib/units.ts";
import type { ServiceSpec } from "./types.ts";

interface Saved {
  node: NodeName;
  /** The node that keeps what is saved of it. */
  keeper: NodeName;
  /** From one run to the next, counted from 02:00 UTC. */
  every: "1h" | "24h";
  /** Vault is saved there. */
  hasVault?: true;
  /** Of the agent: what is on THANOS is larger. */
  memory: Mebibytes;
  /** Of the agent: STARLORD has little left. */
  cpu: Cores;
}

/** Another node keeps them: one that is lost, or taken, takes no backup of its own with it (ADR-0026). */
const saved: readonly Saved[] = [
  { node: "thanos", keeper: "oracle1", every: "24h", memory: 512, cpu: 0.3 },
  { node: "oracle1", keeper: "thanos", every: "1h", memory: 288, cpu: 0.3, hasVault: true },
  // While it is on; and soon after it came up, where it was off at that time.
  { node: "starlord", keeper: "oracle1", every: "24h", memory: 288, cpu: 0.14 },
];

const hasVote = votingRegion(regionMachines) !== undefined;
const NO_VOTE = "no region is the third vote: npx bev edge enable <region> --votes";

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
      POSTGRES: { endpoint: "postgres-proxy" },
      POSTGRES_DB: "auto_recovery",
      ...POSTGRES_CLIENT,
      REDIS: { endpoint: "redis" },
      REDIS_PASSWORD_FILE: { secretFile: "redis-password" },
      LOG_LEVEL: "INFO",
    },
    secrets: [{ name: "redis-password", from: "redis/auth.conf" }, authorityOf("postgres-proxy")],
    config: { path: "/app/config", files: ["auto_recovery.yaml"] },
    volumes: [{ name: "state", path: "/var/lib/auto-recovery", backup: "file-copy" }],
    health: { http: "/health" },
    dependsOn: ["postgres-proxy", "redis"],
  },
  {
    name: "chaos-engineer",
    node: "oracle1",
    family: "recovery",
    ports: [{ container: 8019, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
  },
  {
    name: "postgres-wal",
    node: "oracle1",
    family: "recovery",
    image: "postgres",
    resources: { cpu: 0.2, memory: 64 },
    env: {
      // Not `dependsOn`: a server that is away stops nothing here.
      POSTGRES: { endpoint: "postgres" },
      // Also the name of its slot.
      PGUSER: "postgres_wal",
      PGPASSFILE: { secretFile: "replication" },
      ...POSTGRES_CLIENT,
    },
    secrets: [{ name: "replication", template: "*:*:*:*:{secret}\n" }, authorityOf("postgres")],
    config: { path: "/etc/bev", files: ["pull-wal.sh", "point-in-time.sh"] },
    command: ["sh", "/etc/bev/pull-wal.sh"],
    // It is a backup itself.
    volumes: [{ name: "data", path: "/var/lib/postgresql/data", backup: "none" }],
    // Whether it goes round: while the server is away it still does.
    health: { command: ["sh", "-c", "[ $(($(date +%s) - $(cat /tmp/alive))) -lt 300 ]"] },
    graceSeconds: 30,
    singleton: true,
  },
  {
    // It has the replica take over when the primary's machine is gone, and the third vote agrees (ADR-0034).
    name: "failover-watch",
    node: "oracle1",
    family: "recovery",
    image: "failover",
    ports: [{ container: 9489, purpose: "metrics" }],
    resources: { cpu: 0.1, memory: 32 },
    engineSocket: "/engine/docker.sock",
    config: { path: "/etc/bev", files: ["watch.json"] },
    // Absent in the image: a volume there is of root, who has the Engine's socket.
    volumes: [{ name: "state", path: "/var/lib/failover-watch", backup: "none" }],
    command: ["watch"],
    dependsOn: ["postgres-proxy"],
    singleton: true,
    // What a promoted replica needs of the primary's logins.
    data: {
      engine: "failover",
      logins: [{ secret: "postgres/password" }, { secret: "postgres/vault-admin" }],
    },
    ...(!hasVote && { disabled: NO_VOTE }),
  },
  ...[...Map.groupBy(saved, ({ keeper }) => keeper)].map(([keeper, kept]): ServiceSpec => ({
    name: `backup-store-${keeper}`,
    node: keeper,
    family: "recovery",
    image: "rclone",
    ports: [{ container: 8485, purpose: "https" }],
    // THANOS reserves most of its processors: a backup may take its time.
    resources: { cpu: 0.15, memory: 256 },
    // Where its backups are copied to, away from both nodes.
    secrets: [...CERTIFICATE, { name: "offsite.conf", givenBy: "people" }],
    config: {
      path: "/etc/bev",
      files: ["serve.sh", "tend.sh", "room.sh", "mend.sh", "forget.sh", "offsite.sh"],
    },
    command: ["sh", "/etc/bev/serve.sh"],
    // Copies of copies would be on the node that they are to survive.
    volumes: [{ name: "data", path: "/var/lib/backup-store", backup: "none" }],
    health: { command: ["sh", "-c", "nc -z 127.0.0.1 8485"] },
    graceSeconds: 30,
    singleton: true,
    data: {
      engine: "backup-store",
      logins: kept.map(({ node }) => ({ user: node, secret: `backup-${node}/login` })),
    },
  })),
  ...saved.map(({ node, keeper, every, memory, cpu, hasVault }): ServiceSpec => ({
    name: `backup-${node}`,
    node,
    family: "recovery",
    image: "backup",
    ports: [{ container: 9488, purpose: "metrics" }],
    resources: { cpu, memory },
    engineSocket: "/engine/docker.sock",
    env: {
      BACKUP_EVERY: every,
      // Not `dependsOn`: a store that is away stops nothing but backups.
      BACKUP_STORE: { endpoint: `backup-store-${keeper}`, purpose: "https" },
    },
    secrets: [{ name: "login" }, { name: "repository" }, authorityOf(`backup-store-${keeper}`)],
    ...(hasVault && { vault: { backups: true } }),
    config: { path: "/etc/bev", files: ["backup.json"] },
    volumes: [{ name: "state", path: "/var/lib/backup", backup: "none" }],
    graceSeconds: 30,
    singleton: true,
  })),
];

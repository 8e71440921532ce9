/** STARLORD's development and staging services. */
import { postgresServer, redisServer, vaultServer } from "./servers.ts";
import { CERTIFICATE } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

export const dev: ServiceSpec[] = [
  {
    name: "bev-frontend",
    node: "starlord",
    family: "dev",
    ports: [{ container: 5173, purpose: "http" }],
    resources: { cpu: 1, memory: 2048 },
  },
  {
    name: "tauri-dev",
    node: "starlord",
    family: "dev",
    ports: [{ container: 1420, purpose: "http" }],
    resources: { cpu: 0.5, memory: 1024 },
  },
  {
    name: "testing-framework",
    node: "starlord",
    family: "dev",
    ports: [
      { container: 8050, purpose: "http" },
      { container: 8051, purpose: "runner-1" },
      { container: 8052, purpose: "runner-2" },
      { container: 8053, purpose: "runner-3" },
    ],
    resources: { cpu: 1, memory: 2048 },
  },
  {
    name: "staging-postgres",
    node: "starlord",
    family: "dev",
    ports: [{ container: 5432, published: 5433, purpose: "sql" }],
    ...postgresServer,
    secrets: [{ name: "password" }, ...CERTIFICATE],
    volumes: [{ name: "data", path: "/var/lib/postgresql/data", backup: "pg_dump" }],
    data: {
      engine: "postgres",
      firstUser: "staging-postgres/password",
      databases: [{ name: "osint", owner: "researcher", extensions: ["vector"] }],
    },
  },
  {
    name: "staging-redis",
    node: "starlord",
    family: "dev",
    ports: [{ container: 6379, published: 6380, purpose: "redis" }],
    ...redisServer,
  },
  {
    name: "staging-vault",
    node: "starlord",
    family: "dev",
    ports: [{ container: 8200, published: 8201, purpose: "http", operators: true }],
    ...vaultServer,
    volumes: [
      { name: "data", path: "/vault/file", backup: "raft-snapshot" },
      { name: "logs", path: "/vault/logs", backup: "none" },
    ],
    graceSeconds: 60,
  },
  {
    name: "code-server",
    node: "starlord",
    family: "dev",
    image: "codeServer",
    ports: [{ container: 8080, published: 8443, purpose: "http" }],
    secrets: [
      {
        name: "config.yaml",
        template: "auth: password\npassword: {secret}\nbind-addr: 0.0.0.0:8080\ncert: false\n",
      },
    ],
    command: ["--config", "/run/secrets/config.yaml", "/home/coder/project"],
    volumes: [{ name: "data", path: "/home/coder/project", backup: "file-copy" }],
    health: { command: ["curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8080/healthz"] },
  },
  {
    name: "git-server",
    node: "starlord",
    family: "dev",
    ports: [{ container: 9418, purpose: "git" }],
    volumes: [{ name: "repositories", path: "/srv/git", backup: "file-copy" }],
    health: { command: ["healthcheck"] },
  },
  {
    name: "documentation-server",
    node: "starlord",
    family: "dev",
    ports: [{ container: 8080, purpose: "http" }],
  },
];

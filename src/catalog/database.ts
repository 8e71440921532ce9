/** Databases: relational, graph, search, time series, vectors and caches. */
import { authorityOf, CERTIFICATE } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

/** Every PostgreSQL has these: over TCP it speaks TLS and nothing else. */
export const postgresServer = {
  config: { path: "/etc/bev", files: ["pg_hba.conf"] },
  command: [
    ...["postgres", "-c", "hba_file=/etc/bev/pg_hba.conf"],
    ...["-c", "ssl=on", "-c", "ssl_min_protocol_version=TLSv1.2"],
    ...["-c", "ssl_cert_file=/run/secrets/certificate.pem"],
    ...["-c", "ssl_key_file=/run/secrets/key.pem"],
  ],
  // It is told of a password by its data objects: what is left are files that it reads itself.
  reload: `psql --no-psqlrc --quiet --username="$POSTGRES_USER" --dbname=postgres --command='select pg_reload_conf()' >/dev/null`,
} satisfies Partial<ServiceSpec>;

const ELASTIC_FIXED =
  "Elasticsearch takes it at its first start alone, and it does not run here to prove another way";
/** Its files must lie in its own folder of configuration. */
const ELASTICSEARCH_CERTS = "/usr/share/elasticsearch/config/certs";
const ELASTICSEARCH_RELOAD = `cp -f /run/secrets/certificate.pem /run/secrets/key.pem ${ELASTICSEARCH_CERTS}`;

/** Every Elasticsearch has these. */
const elasticsearchServer = {
  env: {
    "discovery.type": "single-node",
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.certificate": `${ELASTICSEARCH_CERTS}/certificate.pem`,
    "xpack.security.http.ssl.key": `${ELASTICSEARCH_CERTS}/key.pem`,
    "xpack.security.http.ssl.supported_protocols": "TLSv1.3,TLSv1.2",
    ELASTIC_PASSWORD_FILE: { secretFile: "password" },
  },
  secrets: [{ name: "password", fixed: ELASTIC_FIXED }, ...CERTIFICATE],
  command: [
    ...["sh", "-c"],
    `${ELASTICSEARCH_RELOAD} && exec /usr/local/bin/docker-entrypoint.sh eswrapper`,
  ],
  // 401 is an answer too; its name is checked by clients of other containers.
  health: { command: ["sh", "-c", "curl -sk https://127.0.0.1:9200 | grep -q status"] },
  // It looks for changed files by itself.
  reload: ELASTICSEARCH_RELOAD,
  graceSeconds: 120,
} satisfies Partial<ServiceSpec>;

const REDIS_HEALTH = {
  // A refused login is an answer too: the process lives, and the check needs no password.
  command: ["sh", "-c", "redis-cli -p 6379 ping | grep -qE 'PONG|NOAUTH'"],
};
const REDIS_CONFIG = { path: "/usr/local/etc/redis", files: ["redis.conf"] };
const REDIS_COMMAND = ["redis-server", "/usr/local/etc/redis/redis.conf"];
// It reads its file at its start alone, and a running one wants the former password to be told another.
const REDIS_SECRETS = [{ name: "auth.conf", template: "requirepass {secret}\n" }];
const INFLUX_FIXED =
  "InfluxDB takes it at its first start alone, and it does not run here to prove another way";

export const database: ServiceSpec[] = [
  {
    name: "postgres",
    aliases: ["bev-postgres", "bev_postgres", "thanos_postgres"],
    node: "thanos",
    family: "database",
    image: "postgres",
    ports: [{ container: 5432, purpose: "sql" }],
    resources: { cpu: 2, memory: 4096 },
    env: {
      POSTGRES_DB: "osint",
      POSTGRES_USER: "researcher",
      POSTGRES_PASSWORD_FILE: { secretFile: "password" },
    },
    ...postgresServer,
    secrets: [{ name: "password" }, ...CERTIFICATE],
    volumes: [{ name: "data", path: "/var/lib/postgresql/data", backup: "pg_dump" }],
    // Over TCP: the first start runs a temporary server that only has a socket.
    health: { command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", "researcher", "-d", "osint"] },
    command: [
      ...postgresServer.command,
      "-c",
      "max_connections=500",
      "-c",
      "shared_buffers=1GB",
      "-c",
      "wal_level=logical",
      // A replica that is away must not fill the disk: beyond this it has to copy everything again (ADR-0009).
      "-c",
      "max_slot_wal_keep_size=8GB",
    ],
    graceSeconds: 60,
    replicas: { min: 1, max: 3 },
    data: {
      engine: "postgres",
      firstUser: "postgres/password",
      databases: [
        { name: "osint", owner: "researcher", extensions: ["vector"] },
        { name: "airflow", owner: "airflow" },
        { name: "auto_recovery", owner: "auto_recovery" },
      ],
      roles: ["airflow", "auto_recovery"],
      logins: [
        {
          role: "postgres_replica",
          secret: "postgres-replica/replication",
          memberOf: "pg_read_all_data",
          replication: true,
        },
        {
          role: "postgres_exporter",
          secret: "postgres-exporter/password",
          memberOf: "pg_monitor",
        },
        {
          role: "vault_admin",
          secret: "postgres/vault-admin",
          // Vault ends the sessions of a login before it removes it.
          memberOf: "pg_signal_backend",
          administers: ["osint_reader", "osint_writer"],
        },
      ],
      groups: [
        { role: "osint_reader", database: "osint", access: "read" },
        { role: "osint_writer", database: "osint", access: "write" },
      ],
      publications: [{ name: "osint", database: "osint", subscriber: "postgres_replica" }],
    },
  },
  {
    name: "neo4j",
    aliases: ["bev-neo4j", "bev_neo4j"],
    node: "thanos",
    family: "database",
    image: "neo4j",
    ports: [
      { container: 7474, purpose: "http" },
      { container: 7687, purpose: "bolt" },
    ],
    resources: { cpu: 2, memory: 8192 },
    env: {
      NEO4J_AUTH_FILE: { secretFile: "auth" },
      NEO4J_PLUGINS: '["apoc","graph-data-science"]',
      NEO4J_server_memory_heap_max__size: "3g",
      NEO4J_server_memory_pagecache_size: "3g",
    },
    secrets: [
      {
        name: "auth",
        template: "neo4j/{secret}",
        fixed: "Neo4j takes it at its first start alone, and asks for the former one to change it",
      },
    ],
    volumes: [
      { name: "data", path: "/data", backup: "neo4j-dump" },
      { name: "logs", path: "/logs", backup: "none" },
    ],
    health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:7474/"] },
    graceSeconds: 120,
    replicas: { min: 1, max: 3 },
    singleton: true,
    data: {
      engine: "neo4j",
      constraints: [{ name: "threat_id", label: "Threat", property: "id" }],
    },
  },
  {
    name: "elasticsearch",
    node: "thanos",
    family: "database",
    image: "elasticsearch",
    ports: [{ container: 9200, purpose: "http" }],
    resources: { cpu: 3, memory: 8192 },
    ...elasticsearchServer,
    env: {
      ...elasticsearchServer.env,
      "path.repo": "/usr/share/elasticsearch/data/snapshots",
      ES_JAVA_OPTS: "-Xms4g -Xmx4g",
    },
    volumes: [{ name: "data", path: "/usr/share/elasticsearch/data", backup: "snapshot-api" }],
    replicas: { min: 1, max: 3 },
  },
  {
    name: "influxdb",
    node: "thanos",
    family: "database",
    image: "influxdb",
    ports: [{ container: 8086, purpose: "http" }],
    resources: { cpu: 1, memory: 4096 },
    env: {
      DOCKER_INFLUXDB_INIT_MODE: "setup",
      DOCKER_INFLUXDB_INIT_USERNAME: "bev",
      DOCKER_INFLUXDB_INIT_ORG: "bev",
      DOCKER_INFLUXDB_INIT_BUCKET: "metrics",
      DOCKER_INFLUXDB_INIT_PASSWORD_FILE: { secretFile: "password" },
      DOCKER_INFLUXDB_INIT_ADMIN_TOKEN_FILE: { secretFile: "admin-token" },
    },
    secrets: [
      { name: "password", fixed: INFLUX_FIXED },
      { name: "admin-token", fixed: INFLUX_FIXED },
    ],
    volumes: [
      { name: "data", path: "/var/lib/influxdb2", backup: "influx-backup" },
      { name: "config", path: "/etc/influxdb2", backup: "file-copy" },
    ],
    health: { command: ["influx", "ping"] },
    graceSeconds: 60,
  },
  {
    name: "qdrant-primary",
    node: "thanos",
    family: "database",
    image: "qdrant",
    ports: [{ container: 6333, purpose: "http" }],
    resources: { cpu: 2, memory: 6144 },
    secrets: [{ name: "config.yaml", template: "service:\n  api_key: {secret}\n" }],
    command: ["./qdrant", "--config-path", "/run/secrets/config.yaml"],
    volumes: [{ name: "data", path: "/qdrant/storage", backup: "snapshot-api" }],
    health: {
      command: [
        "bash",
        "-c",
        "exec 3<>/dev/tcp/127.0.0.1/6333 && printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q 200 <&3",
      ],
    },
    graceSeconds: 60,
  },
  {
    name: "weaviate",
    node: "thanos",
    family: "database",
    image: "weaviate",
    ports: [{ container: 8080, published: 8088, purpose: "http" }],
    resources: { cpu: 1.5, memory: 4096 },
    env: {
      PERSISTENCE_DATA_PATH: "/var/lib/weaviate",
      DEFAULT_VECTORIZER_MODULE: "text2vec-transformers",
      ENABLE_MODULES: "text2vec-transformers",
      TRANSFORMERS_INFERENCE_API: { endpoint: "t2v-transformers" },
      AUTHENTICATION_APIKEY_ENABLED: "true",
      AUTHENTICATION_APIKEY_USERS: "bev",
    },
    secrets: [{ name: "api-key" }],
    // Weaviate reads keys from its environment only; the shell puts it there inside the container.
    command: [
      "sh",
      "-c",
      'AUTHENTICATION_APIKEY_ALLOWED_KEYS="$(cat /run/secrets/api-key)" exec /bin/weaviate --host 0.0.0.0 --port 8080 --scheme http',
    ],
    volumes: [{ name: "data", path: "/var/lib/weaviate", backup: "snapshot-api" }],
    health: {
      command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/v1/.well-known/live"],
    },
    dependsOn: ["t2v-transformers"],
    graceSeconds: 60,
  },
  {
    name: "redis-thanos",
    aliases: ["thanos_redis"],
    node: "thanos",
    family: "database",
    image: "redis",
    ports: [{ container: 6379, purpose: "redis" }],
    secrets: REDIS_SECRETS,
    config: REDIS_CONFIG,
    command: REDIS_COMMAND,
    volumes: [{ name: "data", path: "/data", backup: "rdb-copy" }],
    health: REDIS_HEALTH,
    graceSeconds: 60,
  },
  {
    name: "connection-pooler",
    node: "thanos",
    family: "database",
    image: "pgbouncer",
    ports: [{ container: 6432, purpose: "sql" }],
    secrets: [
      { name: "userlist.txt", from: "postgres/password", template: '"researcher" "{secret}"\n' },
      ...CERTIFICATE,
      authorityOf("postgres"),
    ],
    config: { path: "/etc/pgbouncer", files: ["pgbouncer.ini"] },
    command: ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"],
    health: { command: ["sh", "-c", "nc -z 127.0.0.1 6432"] },
    // Process 1 is Docker's own, which passes signals on.
    reload: "kill -HUP 1",
    dependsOn: ["postgres"],
  },
  {
    name: "redis",
    aliases: ["bev_redis"],
    node: "oracle1",
    family: "database",
    image: "redis",
    ports: [{ container: 6379, purpose: "redis" }],
    resources: { cpu: 1, memory: 2048 },
    secrets: REDIS_SECRETS,
    config: REDIS_CONFIG,
    command: REDIS_COMMAND,
    volumes: [{ name: "data", path: "/data", backup: "rdb-copy" }],
    health: REDIS_HEALTH,
    graceSeconds: 60,
    replicas: { min: 1, max: 6 },
  },
  {
    name: "postgres-replica",
    node: "oracle1",
    family: "database",
    image: "postgres",
    ports: [{ container: 5432, purpose: "sql" }],
    env: {
      POSTGRES_DB: "osint",
      POSTGRES_USER: "researcher",
      POSTGRES_PASSWORD_FILE: { secretFile: "password" },
    },
    ...postgresServer,
    secrets: [
      { name: "password" },
      { name: "replication", template: "*:*:*:*:{secret}\n" },
      ...CERTIFICATE,
      authorityOf("postgres"),
    ],
    config: { path: "/etc/bev", files: ["pg_hba.conf", "follow.sh"] },
    volumes: [{ name: "data", path: "/var/lib/postgresql/data", backup: "replicated" }],
    health: { command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", "researcher", "-d", "osint"] },
    command: ["sh", "/etc/bev/follow.sh", ...postgresServer.command, "-c", "wal_level=logical"],
    dependsOn: ["postgres"],
    graceSeconds: 60,
    data: {
      engine: "postgres",
      firstUser: "postgres-replica/password",
      databases: [{ name: "osint", owner: "researcher", extensions: ["vector"] }],
      subscriptions: [
        {
          name: "postgres_replica",
          database: "osint",
          publication: "osint",
          primary: "postgres",
          passfile: "replication",
          authority: "authority.pem",
        },
      ],
    },
  },
  {
    name: "elasticsearch-monitoring",
    node: "oracle1",
    family: "database",
    image: "elasticsearch",
    ports: [{ container: 9200, purpose: "http" }],
    ...elasticsearchServer,
    env: { ...elasticsearchServer.env, ES_JAVA_OPTS: "-Xms512m -Xmx512m" },
    volumes: [{ name: "data", path: "/usr/share/elasticsearch/data", backup: "snapshot-api" }],
    dependsOn: ["elasticsearch"],
  },
];

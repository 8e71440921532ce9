/** What the rows of one product have in common. */
import { CERTIFICATE } from "./tls.ts";
import type { ServiceSpec, VolumeSpec } from "./types.ts";

/** Every PostgreSQL has these: over TCP it speaks TLS and nothing else. */
export const postgresServer = {
  image: "postgres",
  env: {
    POSTGRES_DB: "osint",
    POSTGRES_USER: "researcher",
    POSTGRES_PASSWORD_FILE: { secretFile: "password" },
    // A page that the disk has changed is refused, not saved. Later that would take a stopped server.
    POSTGRES_INITDB_ARGS: "--data-checksums",
  },
  // Over TCP: the first start runs a temporary server that only has a socket.
  health: { command: ["pg_isready", "-q", "-h", "127.0.0.1", "-U", "researcher", "-d", "osint"] },
  graceSeconds: 60,
  config: { path: "/etc/bev", files: ["pg_hba.conf"] },
  command: [
    ...["postgres", "-c", "hba_file=/etc/bev/pg_hba.conf"],
    ...["-c", "ssl=on", "-c", "ssl_min_protocol_version=TLSv1.2"],
    ...["-c", "ssl_cert_file=/run/secrets/certificate.pem"],
    ...["-c", "ssl_key_file=/run/secrets/key.pem"],
  ],
} satisfies Partial<ServiceSpec>;

/**
 * Where a server writes its snapshots, which a backup takes away and removes. A new volume takes on owner and mode of
 * the image's folder: of those of these images, all users may write here.
 */
export const STAGING = { name: "snapshots", path: "/var/tmp", backup: "none" } satisfies VolumeSpec;

const ELASTICSEARCH_CERTS = "/usr/share/elasticsearch/config/certs";
/** Its files must lie in its own folder of configuration. */
export const elasticsearchCopy = `cp -f /run/secrets/certificate.pem /run/secrets/key.pem ${ELASTICSEARCH_CERTS}`;

/** Every Elasticsearch has these. */
export const elasticsearchServer = {
  image: "elasticsearch",
  env: {
    "discovery.type": "single-node",
    "path.repo": `${STAGING.path}/elasticsearch`,
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.certificate": `${ELASTICSEARCH_CERTS}/certificate.pem`,
    "xpack.security.http.ssl.key": `${ELASTICSEARCH_CERTS}/key.pem`,
    "xpack.security.http.ssl.supported_protocols": "TLSv1.3,TLSv1.2",
    ELASTIC_PASSWORD_FILE: { secretFile: "password" },
  },
  secrets: [{ name: "password" }, ...CERTIFICATE],
  command: [
    ...["sh", "-c"],
    `${elasticsearchCopy} && exec /usr/local/bin/docker-entrypoint.sh eswrapper`,
  ],
  // 401 is an answer too; its name is checked by clients of other containers.
  health: { command: ["sh", "-c", "curl -sk https://127.0.0.1:9200 | grep -q status"] },
  volumes: [
    { name: "data", path: "/usr/share/elasticsearch/data", backup: "snapshot-api" },
    STAGING,
  ],
  graceSeconds: 120,
} satisfies Partial<ServiceSpec>;

/** Every Redis has these. */
export const redisServer = {
  image: "redis",
  secrets: [{ name: "auth.conf", template: "requirepass {secret}\n" }],
  config: { path: "/usr/local/etc/redis", files: ["redis.conf"] },
  command: ["redis-server", "/usr/local/etc/redis/redis.conf"],
  volumes: [{ name: "data", path: "/data", backup: "rdb-copy" }],
  // A refused login is an answer too: the process lives, and the check needs no password.
  health: { command: ["sh", "-c", "redis-cli -p 6379 ping | grep -qE 'PONG|NOAUTH'"] },
  graceSeconds: 60,
} satisfies Partial<ServiceSpec>;

/** The image's entry point would change owners and capabilities, which it may not. */
export const vaultTool = { SKIP_CHOWN: "1", SKIP_SETCAP: "1" };

/** Every Vault has these: its own tools find it, and its certificate is there before it is. */
export const vaultServer = {
  image: "vault",
  env: {
    ...vaultTool,
    VAULT_ADDR: "https://127.0.0.1:8200",
    VAULT_CACERT: "/run/secrets/authority.pem",
  },
  secrets: [
    { name: "authority.pem", certificate: "authority", issuer: "stack" },
    { name: "certificate.pem", certificate: "certificate", issuer: "stack" },
    { name: "key.pem", certificate: "key", issuer: "stack" },
  ],
  config: { path: "/vault/config", files: ["vault.hcl"] },
  command: ["vault", "server", "-config=/vault/config"],
  // 0 is open and 2 sealed or new: both are answers of a live process.
  health: { command: ["sh", "-c", "vault status >/dev/null 2>&1; [ $? -ne 1 ]"] },
} satisfies Partial<ServiceSpec>;

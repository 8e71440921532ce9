/** What a row of the catalogue says. Data only: what follows from it is computed elsewhere. */
import type { Cores, GpuUnits, Mebibytes, Seconds } from "../lib/units.ts";
import type { Family } from "./families.ts";
import type { ImageName, ImageSpec } from "./images.ts";
import type { NodeName } from "./nodes.ts";
import type { EdgeStack } from "./regions.ts";

export type StackName = NodeName | EdgeStack;

/** A kind of login that Vault makes in PostgreSQL. */
export type DatabaseRole = "osint-reader" | "osint-writer";

export interface ServiceSpec {
  name: string;
  /** Other names that the first documents used (docs/provenance.md). */
  aliases?: string[];
  node: StackName;
  family: Family;
  /** One that several rows share by its name, another here. Absent: BEV's own image of the service's name. */
  image?: ImageName | ImageSpec;
  ports?: PortSpec[];
  /** Limits. Absent: the family's default, shown as estimated. */
  resources?: Resources;
  env?: Record<string, EnvValue>;
  secrets?: SecretSpec[];
  /** What it asks Vault for itself, with what its node's agent brings it: logins, or what its products want to be saved. Its secrets come as files. */
  vault?: { database: DatabaseRole } | { backups: true };
  config?: ConfigMount;
  volumes?: VolumeSpec[];
  /** Where it sees all of its node's files, read-only; for products that look at a node. */
  hostRoot?: string;
  /** Where it has the socket of its node's Engine, which it opens as the socket's owner; for products that speak to it. */
  engineSocket?: string;
  /** Absent: GET /health on the first port, or the image's own `healthcheck`. */
  health?: HealthSpec;
  /** Services whose answer, on their first port, this one needs; a name means the same node first. */
  dependsOn?: string[];
  /** Ports of services that it connects to without being told of them in `env`. */
  connects?: { service: string; purpose: string }[];
  /** The proxy that passes requests to it: it is replaced without an interruption. */
  behind?: string;
  /**
   * Of a proxy that can be pointed to another server: those that it may send its clients to, each on a node of its own. Its
   * first one is where it begins.
   */
  primaries?: string[];
  replicas?: Replicas;
  /** Absent: enabled. Present: the reason why it is not. */
  disabled?: string;
  /** Who runs it while its own node is down, and what it then publishes there (003:409-417). */
  failover?: { node: NodeName; published: number[] };
  /** The service of its product, on another node, whose work it does while that one is silent. */
  standbyFor?: string;
  /** At most one instance may ever run. */
  singleton?: true;
  command?: string[];
  /** Time to end cleanly before the Engine kills it. Absent: the family's default. */
  graceSeconds?: Seconds;
  data?: DataObjects;
  /** Where it answers with metrics of its own. Absent: as its product says (src/software). */
  metrics?: MetricsSpec;
}

/** How Prometheus asks. */
export interface MetricsSpec {
  /** Targets of one job are alike. */
  job: string;
  /** Purpose of the port. */
  purpose: string;
  /** Absent: /metrics. */
  path?: string;
  /** Absent: as often as all others. */
  everySeconds?: Seconds;
}

export interface PortSpec {
  container: number;
  /** On the node's Tailscale address. Absent: the same number; false: not published. */
  published?: number | false;
  protocol?: "tcp" | "udp";
  purpose: string;
  /** Those who run the platform come here from their own machines. */
  operators?: true;
}

export interface Resources {
  cpu: Cores;
  memory: Mebibytes;
  gpu?: GpuUnits;
}

/** A literal, the path of a secret file, or where another service answers: `host:port`, behind a scheme if one is named. */
export type EnvValue =
  string | { secretFile: string } | { endpoint: string; purpose?: string; scheme?: "http" };

export interface SecretSpec {
  /** File name under /run/secrets. */
  name: string;
  /** Whose secret it is: absent, this service's own; else `service/name` on the same node. */
  from?: string;
  /** The file's text; `{secret}` stands for the password. Absent: the password alone. */
  template?: string;
  /** Not a password but a part of the service's certificate, in PEM; `both` is certificate and key in one file. */
  certificate?: "authority" | "certificate" | "key" | "both";
  /** For an authority: the service whose certificate chains to it, or a proxy of several. Absent: this one. */
  of?: string;
  /** People give its value, and the program draws none (ADR-0019). Without it, what needs it is left out. */
  givenBy?: "people";
  /** Who issues the certificate: `stack` the stack itself, which needs no Vault. Absent: Vault, where it keeps the secrets. */
  issuer?: "stack";
}

/** Rendered files, bound read-only as one folder. */
export interface ConfigMount {
  path: string;
  files: string[];
}

export interface VolumeSpec {
  name: string;
  path: string;
  /** How its content is saved. */
  backup: BackupMethod;
}

export type BackupMethod =
  | "pg_dump"
  | "rdb-copy"
  | "neo4j-dump"
  | "snapshot-api"
  | "influx-backup"
  | "raft-snapshot"
  | "consul-snapshot"
  | "definitions-export"
  | "file-copy"
  | "replicated"
  | "none";

export type HealthSpec =
  { http: string; port?: number; scheme?: "http" | "https" } | { command: string[] };

export interface Replicas {
  min: number;
  /** Null: no upper bound is stated. */
  max: number | null;
}

/** What a service holds for others, in the words of its engine; applied once it is live. */
export type DataObjects =
  PostgresData | KafkaData | RabbitmqData | Neo4jData | BackupStoreData | FailoverData;

export interface PostgresData {
  engine: "postgres";
  /** The first user's password, `service/secret`: the image takes it from its file only at its first start. */
  firstUser: string;
  /** Owners of databases: none of them can log in. */
  roles?: string[];
  /** Who logs in besides the first user, once the service whose secret it is runs. */
  logins?: PostgresLogin[];
  groups?: PostgresGroup[];
  databases: { name: string; owner: string; extensions?: string[] }[];
  /** All tables of a database. `subscriber` names the login that follows them, and its slot. */
  publications?: { name: string; database: string; subscriber: string }[];
  subscriptions?: PostgresSubscription[];
}

export interface PostgresLogin {
  role: string;
  /** Whose password it is, `service/secret`, here or on another node: this server gets its verifier. */
  secret: string;
  memberOf?: string;
  /** It reads every change: of publications, or of the whole server as WAL. */
  replication?: "logical" | "physical";
  /** Groups that it puts logins into, which it makes and removes itself. */
  administers?: string[];
}

/** What its members may do with every table of a database, also with those that come later. */
export interface PostgresGroup {
  role: string;
  database: string;
  access: "read" | "write";
}

export interface PostgresSubscription {
  /** Also that of the login and of the slot on the primary. */
  name: string;
  database: string;
  publication: string;
  /** The service that publishes. */
  primary: string;
  /** Secret file with the password, in the format of a PostgreSQL password file. */
  passfile: string;
  /** Secret file with what the primary's certificate chains to. */
  authority: string;
}

export interface KafkaData {
  engine: "kafka";
  topics: { name: string; partitions: number; replication: number }[];
}

export interface RabbitmqData {
  engine: "rabbitmq";
  vhosts: string[];
  /** Quorum queues, replicated over the cluster. */
  queues: { name: string; vhost: string }[];
}

export interface Neo4jData {
  engine: "neo4j";
  /** Each keeps a property unique among the nodes of a label. */
  constraints: { name: string; label: string; property: string }[];
}

export interface BackupStoreData {
  engine: "backup-store";
  /** Who may keep backups here, each in a folder of its own. */
  logins: BackupLogin[];
}

export interface BackupLogin {
  user: string;
  /** Whose password it is, `service/secret`, here or on another node: this server gets its verifier. */
  secret: string;
}

export interface FailoverData {
  engine: "failover";
  /** Whose passwords a promoted replica checks as its primary did, `service/secret`: it gets their verifiers. */
  logins: { secret: string }[];
}

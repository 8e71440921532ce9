/** The two servers of a failover and the proxy before them, as rows and configurations say. */
import { catalog } from "../../src/catalog/index.ts";
import type { PostgresData, ServiceSpec } from "../../src/catalog/types.ts";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { containerName } from "../../src/lib/names.ts";
import { movedSecrets } from "../../src/software/postgres/failover.ts";
import type { StackConfig } from "../../src/stack/config/schema.ts";

/** The one hop of clients that can move. */
const PROXY = "postgres-proxy";

/** A container on a node's Engine. */
export interface Server {
  node: string;
  service: string;
  engine: string;
  container: string;
}

export interface Pair {
  /** Of the catalogue; another node may be it during a failover. */
  primary: Server;
  replica: Server;
  proxy: Pick<Server, "engine" | "container">;
  /** Of names on the replica's node, where the journal lies. */
  prefix: string;
  /** What the replica follows. */
  subscription: string;
  database: string;
  primaryData: PostgresData;
  replicaData: PostgresData;
}

type Configs = ReadonlyMap<string, Pick<StackConfig, "node" | "prefix">>;

interface Rows {
  primary: ServiceSpec;
  replica: ServiceSpec;
}

function rows(): Rows {
  const replica = catalog.find(
    ({ data }) => data?.engine === "postgres" && (data.subscriptions ?? []).length > 0,
  );
  const from = subscriptionOf(replica)?.primary;
  const primary = catalog.find(({ name }) => name === from);
  if (!replica || !primary) throw new Error("no row follows another PostgreSQL");
  return { primary, replica };
}

function subscriptionOf(row: ServiceSpec | undefined) {
  return row?.data?.engine === "postgres" ? row.data.subscriptions?.[0] : undefined;
}

/** The node that can be failed over, and the node that takes over. */
export function pairNodes(): { primary: string; replica: string } {
  const { primary, replica } = rows();
  return { primary: primary.node, replica: replica.node };
}

/** @throws UserError for a node whose PostgreSQL has no replica elsewhere */
export function pairOf(node: string, configs: Configs): Pair {
  const { primary, replica } = rows();
  if (node !== primary.node) {
    throw new UserError(
      `node: must be ${primary.node}, whose ${primary.name} has a replica, got ${shown(node)}`,
    );
  }
  const subscription = subscriptionOf(replica);
  const replicaConfig = configs.get(replica.node);
  if (!subscription || !replicaConfig || primary.data?.engine !== "postgres")
    throw new Error(`${replica.name}: follows no primary`);
  const proxy = serverOf({ node: replica.node, name: PROXY }, configs);
  return {
    primary: serverOf(primary, configs),
    replica: serverOf(replica, configs),
    proxy,
    prefix: replicaConfig.prefix,
    subscription: subscription.name,
    database: subscription.database,
    primaryData: primary.data,
    replicaData: replica.data as PostgresData,
  };
}

function serverOf({ node, name }: Pick<ServiceSpec, "node" | "name">, configs: Configs): Server {
  const config = configs.get(node);
  if (!config) throw new UserError(`${node}: must have a configuration, has none`);
  const container = containerName(config.prefix, name);
  return { node, service: name, engine: config.node.host, container };
}

/** Of a promoted replica, `service/secret`. */
export function secretsOf({ primaryData, replicaData }: Pair): string[] {
  return movedSecrets(primaryData, replicaData);
}

/** What a failover leaves where it is: databases of the server, and other services of the node that keep data. */
export function staysBehind({ primary, primaryData, replicaData }: Pair): {
  databases: string[];
  services: string[];
} {
  const moved = replicaData.databases.map(({ name }) => name);
  const databases = primaryData.databases
    .map(({ name }) => name)
    .filter((name) => !moved.includes(name));
  const keepsData = ({ volumes = [] }: ServiceSpec) =>
    volumes.some(({ backup }) => backup !== "none");
  const services = catalog
    .filter((row) => row.node === primary.node && row.name !== primary.service && keepsData(row))
    .map(({ name }) => name);
  return { databases, services };
}

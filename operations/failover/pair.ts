/** The two servers of a failover and the proxy before them, as rows and configurations say. */
import { catalog } from "../../src/catalog/index.ts";
import type { PostgresData, ServiceSpec } from "../../src/catalog/types.ts";
import { UserError } from "../../src/lib/error.ts";
import { shown } from "../../src/lib/faults.ts";
import { pointFile } from "../../src/software/haproxy/postgres-proxy.ts";
import { movedSecrets } from "../../src/software/postgres/failover.ts";
import { pairRows } from "../../src/software/postgres/pair.ts";
import { placedRow } from "../placed-row.ts";
import type { Configs } from "../placed-row.ts";

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
  proxy: Pick<Server, "engine" | "container"> & {
    /** The script in it that moves clients. */
    point: string;
  };
  /** Of names on the replica's node, where the journal lies. */
  prefix: string;
  /** What the replica follows. */
  subscription: string;
  database: string;
  primaryData: PostgresData;
  replicaData: PostgresData;
}

/** The node that can be failed over, and the node that takes over. */
export function pairNodes(): { primary: string; replica: string } {
  const { primary, replica } = pairRows();
  return { primary: primary.node, replica: replica.node };
}

/** @throws UserError for a node whose PostgreSQL has no replica elsewhere */
export function pairOf(node: string, configs: Configs): Pair {
  const { primary, replica, proxy, subscription } = pairRows();
  if (node !== primary.node) {
    throw new UserError(
      `node: must be ${primary.node}, whose ${primary.name} has a replica, got ${shown(node)}; ` +
        "a node that is lost comes back with npx bev restore --node <node>",
    );
  }
  return {
    primary: serverOf(primary, configs),
    replica: serverOf(replica, configs),
    proxy: { ...serverOf(proxy, configs), point: pointFile(proxy) },
    prefix: configs.get(replica.node)?.prefix ?? "",
    subscription: subscription.name,
    database: subscription.database,
    primaryData: primary.data,
    replicaData: replica.data,
  };
}

function serverOf(row: ServiceSpec, configs: Configs): Server {
  const place = placedRow(row, configs);
  if (!place) throw new UserError(`${row.node}: must have a configuration, has none`);
  const { node, host: engine, container } = place;
  return { node, service: row.name, engine, container };
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

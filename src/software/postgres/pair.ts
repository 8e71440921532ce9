/** The rows of a failover: a server, the replica that can take its place, and the proxy by which clients come to either. */
import { catalog } from "../../catalog/index.ts";
import type { PostgresData, PostgresSubscription, ServiceSpec } from "../../catalog/types.ts";

export interface PairRows {
  primary: ServiceSpec & { data: PostgresData };
  replica: ServiceSpec & { data: PostgresData };
  /** The one hop of clients that can move. */
  proxy: ServiceSpec;
  /** What the replica follows. */
  subscription: PostgresSubscription;
}

export function pairRows(): PairRows {
  const servers = catalog.filter(isServer);
  for (const replica of servers) {
    const [subscription] = replica.data.subscriptions ?? [];
    const primary = servers.find(({ name }) => name === subscription?.primary);
    const proxy = catalog.find(({ primaries = [] }) => primary && primaries.includes(primary.name));
    if (subscription && primary && proxy) return { primary, replica, proxy, subscription };
  }
  throw new Error("no row follows another PostgreSQL behind a proxy");
}

function isServer(row: ServiceSpec): row is ServiceSpec & { data: PostgresData } {
  return row.data?.engine === "postgres";
}

/** The fence of a primary: its server runs only while the clients' proxy says that its node is the primary (ADR-0031). */
import type { Service } from "../../catalog/resolve.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { proxiesOf } from "../../rules/primaries.ts";
import type { ConfigRenderer } from "../software.ts";

/** Of the proxy's port that answers which node is the primary. */
const PURPOSE = "lease";
const FILE = "lease.sh";
/** A server starts without an answer if it was the primary so many seconds ago. */
const LEASE_SECONDS = 60;
/** Between two questions lie 2 to 5 seconds; a busy machine takes some more. */
const STILL_SECONDS = 20;

/** Where the proxy is switched off, as under `bev up --local --only postgres`, the server starts as any other. */
export const leaseScript: ConfigRenderer = ({ service, services, others, endpoint }) => {
  const [proxy] = proxiesOf(service, [...services, ...others]);
  return shellScript(new URL(FILE, import.meta.url), {
    node: service.node,
    proxy: proxy ? endpoint(proxy.name, PURPOSE) : "",
    seconds: String(LEASE_SECONDS),
    still: String(STILL_SECONDS),
  });
};

/** What a server that starts by its lease asks of the proxy before it. */
export function asksForLease(server: Service, client: Service): string[] {
  const isProxy = server.primaries?.includes(client.name) ?? false;
  return isProxy && client.config?.files.includes(FILE) ? [PURPOSE] : [];
}

/** For a container over the volume of a server that is stopped: from here on each start needs an answer. */
export const FENCE =
  '[ ! -s "$PGDATA/PG_VERSION" ] || { touch -d @0 "$PGDATA/bev_lease" && sync; }';

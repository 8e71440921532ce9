/** The fence of a primary: its server runs only while the clients' proxy says that its node is the primary (ADR-0031). */
import type { Service } from "../../catalog/resolve.ts";
import { shellScript } from "../../lib/shell-script.ts";
import { proxiesOf } from "../../rules/primaries.ts";
import { isVote, VOTE, voteAt } from "../../rules/votes.ts";
import type { ConfigRenderer } from "../software.ts";

/** Of the proxy's port that answers which node is the primary. */
export const LEASE = "lease";
const FILE = "lease.sh";
/** A server starts without an answer if it was the primary so many seconds ago. */
const LEASE_SECONDS = 60;
/** Between two questions lie 2 to 5 seconds; a busy machine takes some more. */
const STILL_SECONDS = 20;
/**
 * With a third vote a server that is cut off stops itself this long after it was last told to go on, and a round of questions
 * later: services/failover waits longer before it has the replica take over.
 */
const ALONE_SECONDS = 20;

/** Where the proxy is switched off, as under `bev up --local --only postgres`, the server starts as any other. */
export const leaseScript: ConfigRenderer = ({ service, services, others, addressOf, endpoint }) => {
  const all = [...services, ...others];
  const [proxy] = proxiesOf(service, all);
  return shellScript(new URL(FILE, import.meta.url), {
    node: service.node,
    proxy: proxy ? endpoint(proxy.name, LEASE) : "",
    vote: voteAt(all, addressOf) ?? "",
    seconds: String(LEASE_SECONDS),
    alone: String(ALONE_SECONDS),
    still: String(STILL_SECONDS),
  });
};

/** What a server that starts by its lease asks of the proxy before it, and of the third vote. */
export function asksForLease(server: Service, client: Service): string[] {
  if (!client.config?.files.includes(FILE)) return [];
  if (isVote(server)) return [VOTE];
  return server.primaries?.includes(client.name) ? [LEASE] : [];
}

/** For a container over the volume of a server that is stopped: from here on each start needs an answer. */
export const FENCE =
  '[ ! -s "$PGDATA/PG_VERSION" ] || { touch -d @0 "$PGDATA/bev_lease" && sync; }';

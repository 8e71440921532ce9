/** The fence of a primary: its server runs only while the clients' proxy says that its node is the primary (ADR-0031). */
import { shellScript } from "../../lib/shell-script.ts";
import type { ConfigRenderer } from "../software.ts";

/** A server starts without an answer if it was the primary so many seconds ago. */
const LEASE_SECONDS = 60;
/** Between two questions lie 2 to 5 seconds; a busy machine takes some more. */
const STILL_SECONDS = 20;

export const leaseScript: ConfigRenderer = ({ service }) =>
  shellScript(new URL("lease.sh", import.meta.url), {
    node: service.node,
    seconds: String(LEASE_SECONDS),
    still: String(STILL_SECONDS),
  });

/** For a container over the volume of a server that is stopped: from here on each start needs an answer. */
export const FENCE =
  '[ ! -s "$PGDATA/PG_VERSION" ] || { touch -d @0 "$PGDATA/bev_lease" && sync; }';

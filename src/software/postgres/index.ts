/** PostgreSQL: who may log in, data objects, replication and reload. */
import type { PostgresData } from "../../catalog/types.ts";
import { shellScript } from "../../lib/shell-script.ts";
import type { DataContext, Software } from "../software.ts";
import { hbaOf } from "./access.ts";
import { backup } from "./backup.ts";
import { postgresScript } from "./data.ts";
import { asksForLease, leaseScript } from "./lease.ts";
import { pullScript } from "./point-in-time.ts";
import { followScript } from "./replica.ts";

export const postgres: Software = {
  config: {
    "pg_hba.conf": ({ service }) => hbaOf(service.data),
    "follow.sh": followScript,
    "lease.sh": leaseScript,
    "pull-wal.sh": pullScript,
    "point-in-time.sh": () => shellScript(new URL("point-in-time.sh", import.meta.url)),
  },
  data: (objects: PostgresData, context: DataContext) => postgresScript(objects, context),
  // It is told of a password by its data objects: what is left are files that it reads itself.
  reload: shellScript(new URL("reload.sh", import.meta.url)).trim(),
  backup,
  asks: (server, _product, client) => asksForLease(server, client),
};

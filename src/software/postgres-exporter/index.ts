/** PostgreSQL exporter: the server that it reads, and what it asks it. */
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { queries } from "./queries.ts";

const uri: ConfigRenderer = ({ service: { dependsOn }, endpoint }) =>
  `${endpoint(dependsOn[0] ?? "")}/osint?sslmode=verify-full&sslrootcert=${SECRETS_PATH}/authority.pem\n`;

export const postgresExporter: Software = {
  config: { uri, "queries.yaml": queries },
  metrics: { purpose: "metrics", ofDependency: true, alerts, panels },
};

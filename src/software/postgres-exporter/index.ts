/** PostgreSQL exporter: the server that it reads. */
import { SECRETS_PATH } from "../../lib/names.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";

const uri: ConfigRenderer = ({ endpoint }) =>
  `${endpoint("postgres")}/osint?sslmode=verify-full&sslrootcert=${SECRETS_PATH}/authority.pem\n`;

export const postgresExporter: Software = {
  config: { uri: uri },
  metrics: { purpose: "metrics", ofDependency: true, alerts, panels },
};

import { SECRETS_PATH } from "../container.ts";
import type { ConfigRenderer } from "./context.ts";

export const postgresExporter: ConfigRenderer = ({ endpoint }) => [
  {
    name: "uri",
    content: `${endpoint("postgres")}/osint?sslmode=verify-full&sslrootcert=${SECRETS_PATH}/authority.pem\n`,
  },
];

import type { ConfigRenderer } from "./context.ts";

/** In a network of its own on one node: TLS comes with the platform's own CA. */
export const postgresExporter: ConfigRenderer = ({ endpoint }) => [
  { name: "uri", content: `${endpoint("postgres")}/osint?sslmode=disable\n` },
];

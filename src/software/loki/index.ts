/** Loki: where it stores logs, and for how long. */
import { stringify } from "yaml";
import type { ConfigRenderer, Software } from "../software.ts";

const storage: ConfigRenderer = () =>
  stringify({
    auth_enabled: false,
    server: { http_listen_port: 3100 },
    common: {
      path_prefix: "/loki",
      replication_factor: 1,
      ring: { kvstore: { store: "inmemory" } },
      storage: {
        filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" },
      },
    },
    schema_config: {
      configs: [
        {
          from: "2025-01-01",
          store: "tsdb",
          object_store: "filesystem",
          schema: "v13",
          index: { prefix: "index_", period: "24h" },
        },
      ],
    },
    limits_config: { retention_period: "720h" },
  });

export const loki: Software = { config: { "loki.yaml": storage } };

/** Loki: where it stores logs, and for how long. */
import { parse, stringify } from "yaml";
import { shown } from "../../lib/faults.ts";
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
    // It alone deletes what is older than the limit says.
    compactor: {
      working_directory: "/loki/compactor",
      retention_enabled: true,
      delete_request_store: "filesystem",
    },
    limits_config: { retention_period: "720h" },
  });

interface Settings {
  limits_config?: { retention_period?: string; retention_stream?: unknown[] };
  compactor?: { retention_enabled?: boolean; delete_request_store?: string };
}

/** Loki takes a retention without a compactor, starts, and keeps everything for ever. */
function retentionProblems(content: string): string[] {
  const { limits_config: limits = {}, compactor = {} } = parse(content) as Settings;
  const asked = ["retention_period", "retention_stream"].filter((name) => name in limits);
  if (asked.length === 0) return [];
  const { retention_enabled: enabled, delete_request_store: store } = compactor;
  if (enabled !== true)
    return [
      `compactor/retention_enabled must be true, because limits_config/${asked.join(" and ")} is applied by nothing else, got ${shown(enabled)}`,
    ];
  return store === undefined
    ? ["compactor/delete_request_store must be a store of schema_config, got nothing"]
    : [];
}

export const loki: Software = {
  config: { "loki.yaml": storage },
  check: { "loki.yaml": retentionProblems },
};

/** Which configuration each service gets. */
import type { ConfigFile } from "../delivery.ts";
import { alertmanager } from "./alertmanager.ts";
import { autoRecovery } from "./auto-recovery.ts";
import { blackbox } from "./blackbox.ts";
import { consulClient, consulServer } from "./consul.ts";
import type { ConfigContext, ConfigRenderer } from "./context.ts";
import { grafana } from "./grafana.ts";
import { haproxy } from "./haproxy.ts";
import { loki } from "./loki.ts";
import { nginx } from "./nginx.ts";
import { pgbouncer } from "./pgbouncer.ts";
import { postgres } from "./postgres.ts";
import { postgresExporter } from "./postgres-exporter.ts";
import { postgresReplica } from "./postgres-replica.ts";
import { prometheus } from "./prometheus.ts";
import { rabbitmq } from "./rabbitmq.ts";
import { redis } from "./redis.ts";
import { tor } from "./tor.ts";
import { vaultAgent } from "./vault-agent.ts";
import { vault } from "./vault.ts";

/** By service. */
export const renderers: Record<string, ConfigRenderer> = {
  alertmanager,
  "auto-recovery": autoRecovery,
  "blackbox-exporter": blackbox,
  "connection-pooler": pgbouncer,
  consul: consulServer,
  "consul-agent": consulClient,
  grafana,
  haproxy,
  "log-aggregation": loki,
  nginx,
  postgres,
  "postgres-exporter": postgresExporter,
  "postgres-replica": postgresReplica,
  prometheus,
  "prometheus-starlord": prometheus,
  "prometheus-thanos": prometheus,
  "rabbitmq-1": rabbitmq,
  "rabbitmq-2": rabbitmq,
  "rabbitmq-3": rabbitmq,
  redis,
  "redis-thanos": redis,
  "staging-postgres": postgres,
  "staging-redis": redis,
  "staging-vault": vault,
  tor,
  vault,
  "vault-agent": vaultAgent,
  "vault-standby": vault,
};

/** The files that a service's row names; a test holds both lists against each other. */
export function renderConfig(context: ConfigContext): ConfigFile[] {
  const { name, node, family, config } = context.service;
  if (!config) return [];
  const renderer = renderers[name];
  if (renderer) return renderer(context);
  throw new Error(
    `${node}/${name}/config: must have a renderer in src/render/config/index.ts, has none; ` +
      `add one or drop \`config\` from src/catalog/${family}.ts`,
  );
}

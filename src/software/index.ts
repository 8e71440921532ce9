/** Every product that has a folder here, by the name that images give it. */
import type { Service } from "../catalog/resolve.ts";
import { shown } from "../lib/faults.ts";
import type { Fault } from "../lib/faults.ts";
import { hasCertificate } from "../rules/certificates.ts";
import { airflow } from "./airflow/index.ts";
import { alertmanager } from "./alertmanager/index.ts";
import { autoRecovery } from "./auto-recovery/index.ts";
import { backup } from "./backup/index.ts";
import { backupStore } from "./backup-store/index.ts";
import { blackboxExporter } from "./blackbox-exporter/index.ts";
import { consul } from "./consul/index.ts";
import { containerExporter } from "./container-exporter/index.ts";
import { edgeCoordinator } from "./edge-coordinator/index.ts";
import { edgeNodeManagement } from "./edge-node-management/index.ts";
import { elasticsearch } from "./elasticsearch/index.ts";
import { failover } from "./failover/index.ts";
import { geoRouter } from "./geo-router/index.ts";
import { geographicRouting } from "./geographic-routing/index.ts";
import { gpuExporter } from "./gpu-exporter/index.ts";
import { grafana } from "./grafana/index.ts";
import { haproxy } from "./haproxy/index.ts";
import { influxdb } from "./influxdb/index.ts";
import { kafka } from "./kafka/index.ts";
import { logShipper } from "./log-shipper/index.ts";
import { n8n } from "./n8n/index.ts";
import { neo4j } from "./neo4j/index.ts";
import { nginxCache } from "./nginx-cache/index.ts";
import { nginx } from "./nginx/index.ts";
import { nodeExporter } from "./node-exporter/index.ts";
import { pgbouncer } from "./pgbouncer/index.ts";
import { postgresExporter } from "./postgres-exporter/index.ts";
import { postgres } from "./postgres/index.ts";
import { prometheus } from "./prometheus/index.ts";
import { qdrant } from "./qdrant/index.ts";
import { rabbitmq } from "./rabbitmq/index.ts";
import { redisExporter } from "./redis-exporter/index.ts";
import { redis } from "./redis/index.ts";
import type { ConfigContext, ConfigFile, DataContext, Software } from "./software.ts";
import { tor } from "./tor/index.ts";
import { vault } from "./vault/index.ts";
import { victoriaLogs } from "./victorialogs/index.ts";
import { weaviate } from "./weaviate/index.ts";

export const products: Readonly<Record<string, Software>> = {
  airflow,
  alertmanager,
  "auto-recovery": autoRecovery,
  backup,
  "backup-store": backupStore,
  "blackbox-exporter": blackboxExporter,
  consul,
  "container-exporter": containerExporter,
  "edge-coordinator": edgeCoordinator,
  "edge-node-management": edgeNodeManagement,
  elasticsearch,
  failover,
  "geo-router": geoRouter,
  "geographic-routing": geographicRouting,
  "gpu-exporter": gpuExporter,
  grafana,
  haproxy,
  influxdb,
  kafka,
  "log-shipper": logShipper,
  n8n,
  neo4j,
  nginx,
  "nginx-cache": nginxCache,
  "node-exporter": nodeExporter,
  pgbouncer,
  postgres,
  "postgres-exporter": postgresExporter,
  prometheus,
  qdrant,
  rabbitmq,
  redis,
  "redis-exporter": redisExporter,
  tor,
  vault,
  victorialogs: victoriaLogs,
  weaviate,
};

/** Nothing particular where no product of that name is known. */
export function softwareOf({ image }: Pick<Service, "image">): Software {
  return products[image.software] ?? {};
}

/** The files that the service's row names. */
export function renderConfig(of: Omit<ConfigContext, "softwareOf">): ConfigFile[] {
  const { service } = of;
  const context = { ...of, softwareOf };
  const renderers = softwareOf(service).config ?? {};
  return (service.config?.files ?? []).flatMap((name) => {
    const rendered = renderers[name]?.(context) ?? {};
    if (typeof rendered === "string") return [{ name, content: rendered }];
    return Object.entries(rendered).map(([file, content]) => ({
      name: `${name}/${file}`,
      content,
    }));
  });
}

/** What the service's product says against the files that are rendered for it. */
export function configFaults(
  { name, node, image }: Service,
  files: readonly ConfigFile[],
): Fault[] {
  const { check = {} } = products[image.software] ?? {};
  return files.flatMap((file) =>
    (check[file.name]?.(file.content) ?? []).map((problem) => ({
      path: `${node}/${name}/config/${file.name}`,
      problem,
      fix: `set it in src/software/${image.software}/index.ts`,
    })),
  );
}

/** Purposes of the ports that a service asks of another without its row saying so. */
export function askedPurposes(client: Service, server: Service): string[] {
  return softwareOf(client).asks?.(server, softwareOf(server), client) ?? [];
}

/** What applies the data objects of the service's row; empty without any. */
export function renderData(service: Service, context: DataContext): string {
  const { data } = service;
  return (data && softwareOf(service).data?.(data, context)) ?? "";
}

/** Rows that ask their product for what it does not have. */
export function softwareFaults(services: readonly Service[]): Fault[] {
  return services.flatMap((service) => {
    const { name, node, family, image, config, data, secrets, hostRoot, engineSocket } = service;
    const known = softwareOf(service);
    const missing = (config?.files ?? []).filter((file) => !known.config?.[file]);
    const at = `${node}/${name}`;
    const place = `src/software/${image.software}/index.ts`;
    const isRenewed = hasCertificate({ secrets }) && known.reload === undefined;
    return [
      ...missing.map((file) => ({
        path: `${at}/config/files`,
        problem: `must be files that ${image.software} has, got "${file}"`,
        fix: `add it to ${place}, or drop it from src/catalog/${family}.ts`,
      })),
      ...(data && !known.data
        ? [
            {
              path: `${at}/data`,
              problem: `must be of a product with data objects, ${image.software} has none`,
              fix: `add them to ${place}, or drop \`data\` from src/catalog/${family}.ts`,
            },
          ]
        : []),
      ...(hostRoot !== undefined && !known.seesHost
        ? [
            {
              path: `${at}/hostRoot`,
              problem: `must be absent, because ${image.software} does not look at its node, got ${shown(hostRoot)}`,
              fix: `drop it from src/catalog/${family}.ts`,
            },
          ]
        : []),
      ...(engineSocket !== undefined && !known.usesEngine
        ? [
            {
              path: `${at}/engineSocket`,
              problem: `must be absent, because ${image.software} does not speak to the Engine, got ${shown(engineSocket)}`,
              fix: `drop it from src/catalog/${family}.ts`,
            },
          ]
        : []),
      ...(isRenewed
        ? [
            {
              path: `${at}/secrets`,
              problem: `must have no certificate, which is renewed as ${image.software} runs and is not taken`,
              fix: `add \`reload\` to ${place}, or drop the certificate from src/catalog/${family}.ts`,
            },
          ]
        : []),
    ];
  });
}

/** Prometheus: which targets it scrapes. */
import { stringify } from "yaml";
import { isExporter } from "../../catalog/needs.ts";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";

/** Scrapes itself and every exporter; the platform's other jobs come in a later issue. */
const scrapes: ConfigRenderer = ({ services, others, addressOf }) => {
  const here = services
    .filter(isExporter)
    .map(
      ({ name, node, ports }) => [name, node, `${name}:${String(ports[0]?.container)}`] as const,
    );
  const elsewhere = others
    .filter((service) => isExporter(service) && service.enabled)
    .map(
      ({ name, node, ports }) =>
        [name, node, `${addressOf(node)}:${String(ports[0]?.external)}`] as const,
    );
  const exporters = [...here, ...elsewhere];
  const jobs = [...new Set(exporters.map(([name]) => name))].sort().map((job) => ({
    job_name: job,
    static_configs: exporters
      .filter(([name]) => name === job)
      .map(([, node, target]) => ({ targets: [target], labels: { node } })),
  }));
  return stringify({
    global: { scrape_interval: "15s", evaluation_interval: "15s" },
    scrape_configs: [
      { job_name: "prometheus", static_configs: [{ targets: ["127.0.0.1:9090"] }] },
      ...jobs,
    ],
  });
};

export const prometheus: Software = {
  config: { "prometheus.yml": scrapes },
  reload: httpReload(9090),
  takesConfig: true,
};

/** Prometheus: which targets it scrapes, by which rules it judges, and who is told. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";
import { alerts, panels } from "./alerts.ts";
import { backup } from "./backup.ts";
import { probeJobs } from "./probe-jobs.ts";
import { judgedBy, ruleSets, rulesFile } from "./rules.ts";
import { askedFor, scrapeJobs } from "./targets.ts";

const RULES = "rules.yml";

const server: ConfigRenderer = (context) => {
  const { service, services, endpoint } = context;
  const alertmanagers = services.filter(({ image }) => image.software === "alertmanager");
  return stringify({
    global: {
      scrape_interval: service.standbyFor === undefined ? "15s" : "30s",
      evaluation_interval: "15s",
    },
    rule_files: [RULES],
    alerting: {
      alertmanagers: [
        { static_configs: [{ targets: alertmanagers.map(({ name }) => endpoint(name)) }] },
      ],
    },
    scrape_configs: [...scrapeJobs(context), ...probeJobs(context)],
  });
};

export const prometheus: Software = {
  config: {
    "prometheus.yml": server,
    [RULES]: (context) => rulesFile(judgedBy(context.service, ruleSets(context))),
  },
  backup,
  reload: httpReload(9090),
  takesConfig: true,
  metrics: { purpose: "http", alerts, panels },
  asks: (server, { metrics }, client) => {
    const spec = askedFor(client, server, metrics);
    return spec ? [spec.purpose] : [];
  },
};

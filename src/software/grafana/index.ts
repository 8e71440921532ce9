/** Grafana: its data sources and its dashboards. */
import { stringify } from "yaml";
import type { ConfigRenderer, Software } from "../software.ts";
import { dashboardsOf } from "./dashboards.ts";
import { DATA_SOURCE, dashboardJson } from "./json.ts";

/** Read at its start alone: addresses come by way of its environment, so that another one is another container. */
const datasources: ConfigRenderer = () => ({
  "prometheus.yaml": stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        ...DATA_SOURCE,
        access: "proxy",
        url: "http://$BEV_PROMETHEUS",
        isDefault: true,
      },
    ],
  }),
  // Of a plugin that Grafana does not have by itself (docs/adr/0021-logs.md).
  "logs.yaml": stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Logs",
        type: "victoriametrics-logs-datasource",
        uid: "logs",
        access: "proxy",
        url: "http://$BEV_LOGS",
      },
    ],
  }),
});

const dashboards: ConfigRenderer = (context) => ({
  "provider.yaml": stringify({
    apiVersion: 1,
    providers: [
      {
        name: "bev",
        type: "file",
        disableDeletion: true,
        options: { path: `${context.service.config?.path ?? ""}/dashboards` },
      },
    ],
  }),
  ...Object.fromEntries(dashboardsOf(context).map((one) => [`${one.id}.json`, dashboardJson(one)])),
});

export const grafana: Software = {
  config: { datasources, dashboards },
  // It looks for changed dashboards every ten seconds.
  reload: "true",
  takesConfig: true,
  fixed: {
    "admin-password":
      "Grafana takes it at its first start alone, and it does not run here to prove another way",
  },
};

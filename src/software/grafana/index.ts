/** Grafana: its data source and its dashboards. */
import { stringify } from "yaml";
import type { ConfigRenderer, Software } from "../software.ts";
import { dashboardsOf } from "./dashboards.ts";
import { DATA_SOURCE, dashboardJson } from "./json.ts";

const datasources: ConfigRenderer = ({ endpoint }) => ({
  "prometheus.yaml": stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        ...DATA_SOURCE,
        access: "proxy",
        url: `http://${endpoint("prometheus")}`,
        isDefault: true,
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
  fixed: {
    "admin-password":
      "Grafana takes it at its first start alone, and it does not run here to prove another way",
  },
};

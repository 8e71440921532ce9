/** Grafana: its data source. */
import { stringify } from "yaml";
import type { ConfigRenderer, Software } from "../software.ts";

const datasources: ConfigRenderer = ({ endpoint }) =>
  stringify({
    apiVersion: 1,
    datasources: [
      {
        name: "Prometheus",
        type: "prometheus",
        access: "proxy",
        url: `http://${endpoint("prometheus")}`,
        isDefault: true,
      },
    ],
  });

export const grafana: Software = {
  config: { "prometheus.yaml": datasources },
  fixed: {
    "admin-password":
      "Grafana takes it at its first start alone, and it does not run here to prove another way",
  },
};

import { stringify } from "yaml";
import type { ConfigRenderer } from "./context.ts";

export const grafana: ConfigRenderer = ({ endpoint }) => [
  {
    name: "prometheus.yaml",
    content: stringify({
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
    }),
  },
];

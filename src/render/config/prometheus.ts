import { stringify } from "yaml";
import type { ConfigRenderer } from "./context.ts";

/** Scrapes itself; the jobs of the platform are derived from the catalogue in a later issue. */
export const prometheus: ConfigRenderer = () => [
  {
    name: "prometheus.yml",
    content: stringify({
      global: { scrape_interval: "15s", evaluation_interval: "15s" },
      scrape_configs: [
        { job_name: "prometheus", static_configs: [{ targets: ["127.0.0.1:9090"] }] },
      ],
    }),
  },
];

/** Blackbox exporter: the probes that it knows. */
import { stringify } from "yaml";
import { httpReload } from "../http-reload.ts";
import type { ConfigRenderer, Software } from "../software.ts";

/** What a probe may ask: an answer over HTTP, or a connection. */
const probes: ConfigRenderer = () =>
  stringify({
    modules: {
      http_2xx: {
        prober: "http",
        timeout: "5s",
        http: { preferred_ip_protocol: "ip4", ip_protocol_fallback: false },
      },
      tcp_connect: {
        prober: "tcp",
        timeout: "5s",
        tcp: { preferred_ip_protocol: "ip4", ip_protocol_fallback: false },
      },
    },
  });

export const blackboxExporter: Software = {
  config: { "blackbox.yml": probes },
  reload: httpReload(9115),
  takesConfig: true,
  metrics: {
    purpose: "metrics",
    alerts: [
      {
        name: "BlackboxConfigRefused",
        expr: "blackbox_exporter_config_last_reload_successful == 0",
        for: "1m",
        severity: "warning",
        summary: "{{ $labels.service }} on {{ $labels.node }} keeps its former configuration",
      },
    ],
  },
};

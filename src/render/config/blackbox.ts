import { stringify } from "yaml";
import type { ConfigRenderer } from "./context.ts";

/** What a probe may ask: an answer over HTTP, or a connection. */
export const blackbox: ConfigRenderer = () => [
  {
    name: "blackbox.yml",
    content: stringify({
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
    }),
  },
];

/** Vault: the server, and the agent of a node. */
import type { Software } from "../software.ts";
import { agentScript } from "./agent.ts";
import { alerts, panels } from "./alerts.ts";
import { backup } from "./backup.ts";
import { METRICS, serverConfig } from "./server.ts";

export const vault: Software = {
  config: { "vault.hcl": serverConfig, "agent.sh": agentScript },
  backup,
  // Process 1 is Docker's own, which passes signals on.
  reload: "kill -HUP 1",
  // It answers 503 while it is sealed.
  probe: { purpose: "http", path: "/v1/sys/health", tls: true },
  tls: "http",
  metrics: {
    ...{ purpose: METRICS, path: "/v1/sys/metrics", query: { format: "prometheus" }, tls: true },
    // An agent has none, nor has a server without that port.
    optional: true,
    ...{ alerts, panels },
  },
};

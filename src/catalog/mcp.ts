/** MCP servers: production on THANOS, development on STARLORD (C30). */
import type { ServiceSpec } from "./types.ts";

export const mcp: ServiceSpec[] = [
  {
    name: "mcp-server",
    aliases: ["bev_mcp_server", "MCP services", "Claude Code proxy"],
    node: "thanos",
    family: "mcp",
    ports: [{ container: 3010, purpose: "http" }],
    metrics: { job: "bev-mcp-services", purpose: "http" },
    health: { http: "/mcp/health" },
  },
  {
    name: "mcp-servers",
    node: "starlord",
    family: "mcp",
    ports: [
      { container: 3001, purpose: "http" },
      { container: 3002, purpose: "server-2" },
      { container: 3003, purpose: "server-3" },
      { container: 3004, purpose: "server-4" },
      { container: 3005, purpose: "server-5" },
      { container: 3006, purpose: "server-6" },
    ],
    resources: { cpu: 0.5, memory: 1024 },
  },
];

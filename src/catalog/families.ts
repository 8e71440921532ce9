/** The families of services. A family has defaults, a trust zone and machines that may run it. */
export const families = [
  "database",
  "queue",
  "gpu-ai",
  "osint",
  "monitoring",
  "secrets",
  "network",
  "edge",
  "workflow",
  "dev",
  "recovery",
  "mcp",
] as const;
export type Family = (typeof families)[number];

/** What a row gets when the documents do not size it: one figure per family, shown as estimated. */
import type { Seconds } from "../lib/units.ts";
import type { Family } from "./families.ts";
import type { Resources } from "./types.ts";

export const familyResources: Record<Family, Required<Resources>> = {
  database: { cpu: 0.5, memory: 1024, gpu: 0 },
  queue: { cpu: 0.5, memory: 1024, gpu: 0 },
  // 0.25 GB of VRAM each for the two placed rows without a figure: the card's 80 % cap holds (C20).
  "gpu-ai": { cpu: 1, memory: 2048, gpu: 0.25 },
  osint: { cpu: 0.25, memory: 512, gpu: 0 },
  monitoring: { cpu: 0.25, memory: 256, gpu: 0 },
  secrets: { cpu: 0.25, memory: 256, gpu: 0 },
  network: { cpu: 0.25, memory: 256, gpu: 0 },
  edge: { cpu: 0.25, memory: 512, gpu: 0 },
  workflow: { cpu: 0.5, memory: 1024, gpu: 0 },
  dev: { cpu: 0.5, memory: 512, gpu: 0 },
  recovery: { cpu: 0.25, memory: 256, gpu: 0 },
  mcp: { cpu: 0.5, memory: 512, gpu: 0 },
};

/** Time to end cleanly, for families whose rows do not say. */
export const familyGrace: Record<Family, Seconds> = {
  database: 60,
  queue: 60,
  "gpu-ai": 30,
  osint: 15,
  monitoring: 15,
  secrets: 30,
  network: 15,
  edge: 15,
  workflow: 30,
  dev: 10,
  recovery: 15,
  mcp: 15,
};

/** How long a first start may take before failed checks count. */
export const familyStart: Record<Family, Seconds> = {
  database: 120,
  queue: 120,
  "gpu-ai": 300,
  osint: 60,
  monitoring: 60,
  secrets: 60,
  network: 30,
  edge: 60,
  workflow: 120,
  dev: 60,
  recovery: 60,
  mcp: 60,
};

/** Processes and threads a container may have. */
export const familyPids: Record<Family, number> = {
  database: 2048,
  queue: 2048,
  "gpu-ai": 2048,
  osint: 512,
  monitoring: 512,
  secrets: 512,
  network: 512,
  edge: 512,
  workflow: 1024,
  dev: 1024,
  recovery: 256,
  mcp: 512,
};

/** How often a container asks itself whether it is live, in seconds; so many failures in a row say no. */
export const healthCheck = { interval: 10, timeout: 5, retries: 3 };

/** How much of a container's log its node keeps. */
export const containerLog: Record<string, string> = { "max-file": "3", "max-size": "10m" };

/** The trust zone of a family: services of one zone share a network on their node. */
export const familyZone: Record<Family, Zone> = {
  database: "data",
  queue: "data",
  "gpu-ai": "app",
  osint: "app",
  workflow: "app",
  mcp: "app",
  monitoring: "ops",
  recovery: "ops",
  secrets: "security",
  network: "web",
  edge: "web",
  dev: "dev",
};

/** In the order of their subnets. */
export const zones = ["data", "app", "ops", "security", "web", "dev"] as const;
export type Zone = (typeof zones)[number];

/** AI services on THANOS' graphics card, and the two that wait for a larger one. */
import type { ServiceSpec } from "./types.ts";

const CARD_IS_FULL =
  "no document sizes it, and the services that are sized take the card to its 80 % cap (C27, C28)";

export const gpuAi: ServiceSpec[] = [
  {
    name: "autonomous-coordinator",
    aliases: ["autonomous-controller"],
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8009, purpose: "http" }],
    resources: { cpu: 2.5, memory: 6144, gpu: 1 },
  },
  {
    name: "adaptive-learning",
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8010, purpose: "http" }],
    resources: { cpu: 4, memory: 8192, gpu: 2 },
  },
  {
    name: "resource-manager",
    aliases: ["resource-optimizer"],
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8011, purpose: "http" }],
  },
  {
    name: "knowledge-evolution",
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8012, purpose: "http" }],
    resources: { cpu: 4, memory: 12288, gpu: 2 },
  },
  {
    name: "extended-reasoning",
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8081, purpose: "http" }],
    metrics: { job: "bev-extended-reasoning", purpose: "http" },
    resources: { cpu: 2, memory: 4096, gpu: 1 },
    health: { http: "/health" },
    dependsOn: ["mcp-server"],
    replicas: { min: 2, max: 3 },
  },
  {
    name: "context-compressor",
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8080, purpose: "http" }],
  },
  {
    name: "t2v-transformers",
    node: "thanos",
    family: "gpu-ai",
    image: "transformers",
    ports: [{ container: 8080, published: 8083, purpose: "http" }],
    resources: { cpu: 3, memory: 8192, gpu: 1 },
    env: { ENABLE_CUDA: "1" },
    health: {
      command: [
        "python3",
        "-c",
        "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/.well-known/live')",
      ],
    },
  },
  {
    name: "model-synchronizer",
    aliases: ["ModelSynchronizer (edge class)"],
    node: "thanos",
    family: "gpu-ai",
    resources: { cpu: 1, memory: 2048, gpu: 0.5 },
  },
  {
    name: "knowledge-synthesizer",
    node: "thanos",
    family: "gpu-ai",
    replicas: { min: 2, max: 4 },
    disabled: CARD_IS_FULL,
  },
  {
    name: "swarm-agents",
    node: "thanos",
    family: "gpu-ai",
    replicas: { min: 8, max: null },
    disabled: CARD_IS_FULL,
  },
  {
    name: "bev-avatar-controller",
    aliases: ["bev-advanced-avatar (systemd unit)"],
    node: "thanos",
    family: "gpu-ai",
    ports: [{ container: 8091, purpose: "http" }],
    metrics: { job: "bev-avatar-system", purpose: "http", everySeconds: 5 },
    resources: { cpu: 1, memory: 2048, gpu: 1 },
    env: { GPU_OPTIMIZATION: "rtx3080", AVATAR_QUALITY: "high", EMOTION_ENGINE: "advanced" },
    volumes: [{ name: "data", path: "/app/data", backup: "file-copy" }],
    health: { http: "/health" },
    replicas: { min: 1, max: 3 },
    disabled: "its VRAM is not sized and it was written for STARLORD's RTX 4090 (C05)",
  },
  {
    name: "voice-synthesis",
    node: "thanos",
    family: "gpu-ai",
    disabled: "part of the avatar system and follows it (C05)",
  },
];

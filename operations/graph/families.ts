/** How the picture tells families apart: a code, and a colour on which white text is readable. */
import type { Family } from "../../src/catalog/families.ts";

export const familyMarks: Record<Family, { code: string; colour: string }> = {
  database: { code: "DB", colour: "#1d5fbf" },
  queue: { code: "MQ", colour: "#85510b" },
  "gpu-ai": { code: "AI", colour: "#7b3fc4" },
  osint: { code: "OS", colour: "#a8264f" },
  monitoring: { code: "MO", colour: "#0f766e" },
  secrets: { code: "SE", colour: "#6b5d00" },
  network: { code: "NE", colour: "#0b6e99" },
  edge: { code: "ED", colour: "#b4430a" },
  workflow: { code: "WF", colour: "#4d5566" },
  dev: { code: "DV", colour: "#2e7d32" },
  recovery: { code: "RC", colour: "#b3261e" },
  mcp: { code: "MC", colour: "#a0348f" },
};

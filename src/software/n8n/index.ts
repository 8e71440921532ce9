/** n8n: its encryption key, which cannot be rotated. */
import type { Software } from "../software.ts";

export const n8n: Software = {
  fixed: { "encryption-key": "what n8n has stored is encrypted with it, and lost without" },
};

/** Hashes of texts and of data. */
import { createHash } from "node:crypto";

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Sixteen hex digits that are equal for equal data, whatever the order of its keys. */
export function hashOf(data: unknown): string {
  return sha256(JSON.stringify(data, sortKeys)).slice(0, 16);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A provider's own arguments, as the engine hands them to Configure. */
import type { Value } from "./values.ts";

/** Arguments that are not strings arrive as JSON text. */
export function parsed(value: Value | undefined): Value | undefined {
  return typeof value === "string" && value !== "" ? (JSON.parse(value) as Value) : value;
}

/** Undefined for one that is absent or empty. */
export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

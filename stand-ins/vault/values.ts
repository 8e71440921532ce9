/** Between the provider's properties and what Vault calls them. */
import type { PropertySchema, ResourceSchema } from "../kit/schema.ts";
import type { Properties, Value } from "../kit/values.ts";
import type { Data } from "./client.ts";

/** Vault's name of each property that is more than another spelling. */
export type Renamed = Readonly<Record<string, string>>;

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What a request says of `names`: each, so that what the program leaves out is unset again. */
export function bodyOf(
  { inputProperties, computed }: Pick<ResourceSchema, "inputProperties" | "computed">,
  inputs: Properties,
  names: readonly string[],
  renamed: Renamed = {},
): Data {
  return Object.fromEntries(
    names
      .filter((name) => !isUnset(inputs[name]) || !computed.has(name))
      .map((name) => [
        renamed[name] ?? snakeCase(name),
        isUnset(inputs[name]) ? zeroOf(inputProperties[name]) : (inputs[name] as Value),
      ]),
  );
}

/** The properties `names` as Vault tells them. */
export function outputsOf(
  { inputProperties, properties }: Pick<ResourceSchema, "inputProperties" | "properties">,
  data: Data,
  names: readonly string[],
  { renamed = {}, state }: { renamed?: Renamed; state: Properties },
): Properties {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = data[renamed[name] ?? snakeCase(name)];
      if (value === undefined) return [];
      const property = inputProperties[name] ?? properties[name] ?? {};
      return [[name, told(property, value, state[name])]];
    }),
  );
}

/** Vault returns durations in seconds or as text, as it got them. */
function told(property: PropertySchema, value: Value, known: Value | undefined): Value {
  if (value === null) return zeroOf(property);
  if (property.type === "integer" && typeof value === "string") return secondsOf(value) ?? 0;
  if (property.type === "string" && typeof value === "number") return duration(value, known);
  return value;
}

/** As the program wrote it, if that is what it means. */
export function duration(seconds: number, known: Value | undefined): string {
  return typeof known === "string" && secondsOf(known) === seconds ? known : String(seconds);
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** Parses `90`, `90s` or `1m30s`; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(?:\d+[dhms])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)([dhms])/g)];
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}

/** Vault leaves the length out for a single address. `known` may have been written so too. */
export function cidrsOf(addresses: Value | undefined, known: Value | undefined): Value[] {
  const written = Array.isArray(known) ? known : [];
  return (Array.isArray(addresses) ? addresses : []).map((address) => {
    if (typeof address !== "string" || address.includes("/") || written.includes(address)) {
      return address;
    }
    return `${address}/${address.includes(":") ? "128" : "32"}`;
  });
}

/** As it stands in a path or request: a text as it is, a number or flag in its own words. */
export function textOf(value: Value | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function isUnset(value: Value | undefined): boolean {
  return value === undefined || value === null;
}

function zeroOf({ type }: PropertySchema = {}): Value {
  switch (type) {
    case "array":
      return [];
    case "object":
      return {};
    case "boolean":
      return false;
    case "integer":
    case "number":
      return 0;
    default:
      return "";
  }
}

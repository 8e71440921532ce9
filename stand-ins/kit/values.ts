/**
 * Property values of the Pulumi provider protocol, and their wire form: a secret is an object
 * that carries a signature, an unknown is a sentinel string.
 */
import struct from "google-protobuf/google/protobuf/struct_pb.js";

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = Record<string, Value>;

/** Properties without their secret wrappers, and the names of the top-level ones that had one. */
export interface Decoded {
  values: Properties;
  secrets: Set<string>;
}

// The SDK exports these too, but importing them loads all of it; a test compares them.
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";

export function decode(message: struct.Struct | undefined): Decoded {
  const raw = message?.toJavaScript() ?? {};
  const values: Properties = {};
  const secrets = new Set<string>();
  for (const [key, value] of Object.entries(raw)) {
    const plain = unwrap(value);
    values[key] = plain.value;
    if (plain.secret) secrets.add(key);
  }
  return { values, secrets };
}

/** The engine keeps a property out of plaintext state only when the top-level value is marked. */
export function encode(values: Properties, secrets: ReadonlySet<string>): struct.Struct {
  const raw: Properties = {};
  for (const [key, value] of Object.entries(values)) {
    raw[key] = secrets.has(key) ? { [SIGNATURE]: SECRET, value } : value;
  }
  return struct.Struct.fromJavaScript(raw);
}

export function isObject(value: Value | undefined): value is Record<string, Value> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function containsUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Null, "", 0, false, [] and {}: what a Terraform-bridged provider cannot tell from unset. */
export function isZero(value: Value | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.values(value).every(isZero);
  return value === "" || value === 0 || value === false;
}

/** Without what is nothing, such as for members of an object that the program left out. */
export function withoutZero(properties: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => !isZero(value)));
}

function unwrap(value: Value): { value: Value; secret: boolean } {
  if (Array.isArray(value)) {
    const items = value.map(unwrap);
    return { value: items.map((item) => item.value), secret: items.some((item) => item.secret) };
  }
  if (!isObject(value)) return { value, secret: false };
  if (value[SIGNATURE] === SECRET) {
    return { value: unwrap(value["value"] ?? null).value, secret: true };
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, unwrap(inner)] as const);
  return {
    value: Object.fromEntries(entries.map(([key, inner]) => [key, inner.value])),
    secret: entries.some(([, inner]) => inner.secret),
  };
}

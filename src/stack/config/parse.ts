/** From raw configuration to typed values: every fault at once, each with the command that mends it. */
import type { z } from "zod";
import type { Fault } from "../../lib/faults.ts";
import { shown } from "../../lib/faults.ts";
import { configSchema, objectKeys } from "./schema.ts";
import type { ConfigKey, StackConfig } from "./schema.ts";

export type Parsed = { config: StackConfig } | { faults: Fault[] };

/** `raw` holds the keys of the `bev` namespace, values parsed from JSON where they are JSON. */
export function parseConfig(raw: Record<string, unknown>, stack: string): Parsed {
  const result = configSchema.safeParse(raw);
  if (result.success) return { config: result.data };
  return { faults: result.error.issues.flatMap((issue) => faultsOf(issue, raw, stack)) };
}

/** A value as the program sees it: Pulumi hands all of them over as text, objects and lists as JSON. */
export function bevValue(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function faultsOf(issue: z.core.$ZodIssue, raw: Record<string, unknown>, stack: string): Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey([...issue.path, key], raw, stack));
  }
  const path = dotted(issue.path);
  const found = valueAt(raw, issue.path);
  return [
    {
      path,
      problem: `must be ${expectation(issue)}, ${found === undefined ? "is missing" : `got ${shown(found)}`}`,
      fix: `run ${setCommand(issue.path, stack)}`,
    },
  ];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return article(issue.expected);
    default:
      return issue.message;
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function unknownKey(path: PropertyKey[], raw: Record<string, unknown>, stack: string): Fault {
  const known = knownKeys(path.slice(0, -1), raw);
  return {
    path: dotted(path),
    problem: `must be a known key, one of ${known.join(", ")}; got ${shown(valueAt(raw, path))}`,
    fix: `run pulumi config rm ${path.length > 1 ? "--path " : ""}${dotted(path)} --stack ${stack}`,
  };
}

function knownKeys(parent: PropertyKey[], raw: unknown): string[] {
  let schema: unknown = configSchema;
  for (const key of parent) schema = memberOf(unwrapped(schema), key);
  const { shape = {} } = ofKind(unwrapped(schema), valueAt(raw, parent)) as { shape?: object };
  return Object.keys(shape);
}

/** Of several schemas, the one that the value's `kind` chooses. */
function ofKind(schema: unknown, value: unknown): unknown {
  const { options } = schema as { options?: { shape: { kind: { value: unknown } } }[] };
  const { kind } = value as { kind?: unknown };
  return options?.find(({ shape }) => shape.kind.value === kind) ?? schema;
}

function memberOf(schema: unknown, key: PropertyKey): unknown {
  const { shape, valueType } = schema as {
    shape?: Record<PropertyKey, unknown>;
    valueType?: unknown;
  };
  return shape ? shape[key] : valueType;
}

/** The schema below `.default()`. */
function unwrapped(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown } }).def?.innerType;
  return inner === undefined ? schema : unwrapped(inner);
}

function setCommand(path: PropertyKey[], stack: string): string {
  const nested = objectKeys.includes(path[0] as ConfigKey) ? "--path " : "";
  return `pulumi config set ${nested}${dotted(path)} <value> --stack ${stack}`;
}

function dotted(path: PropertyKey[]): string {
  return `bev:${path.map(String).join(".")}`;
}

function valueAt(raw: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
}

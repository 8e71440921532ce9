/** The difference between a resource's state and its new inputs, as a bridged provider sees it. */
import type { ResourceSchema } from "./schema.ts";
import { isObject, isZero, withoutZero } from "./values.ts";
import type { Properties, Value } from "./values.ts";

export type ChangeKind = "add" | "update" | "delete";

export interface Change {
  /** Path in Pulumi's syntax, for example `ports[0].external`. */
  path: string;
  property: string;
  kind: ChangeKind;
  replace: boolean;
}

/** Compares each input with the state of the same name. An unknown differs from every value. */
export function diffProperties(
  schema: ResourceSchema,
  state: Properties,
  inputs: Properties,
): Change[] {
  return Object.keys(schema.inputProperties).flatMap((property) => {
    const desired = inputs[property];
    if (isZero(desired) && schema.computed.has(property)) return [];
    const replace = schema.inputProperties[property]?.willReplaceOnChanges ?? false;
    const paths = schema.sets.has(property)
      ? compareSets(property, members(schema, property, state), members(schema, property, inputs))
      : compare(property, member(schema, property, state), member(schema, property, inputs));
    return paths.map(({ path, kind }) => ({ path, property, kind, replace }));
  });
}

/** Whether an ignored path covers the change: itself, or what it lies under. */
export function isIgnored({ path }: Change, ignored: readonly string[]): boolean {
  return ignored.some(
    (from) => path === from || path.startsWith(`${from}.`) || path.startsWith(`${from}[`),
  );
}

interface PathChange {
  path: string;
  kind: ChangeKind;
}

function compare(
  path: string,
  current: Value | undefined,
  desired: Value | undefined,
): PathChange[] {
  if (isZero(current) && isZero(desired)) return [];
  if (isZero(current)) return [{ path, kind: "add" }];
  if (isZero(desired)) return [{ path, kind: "delete" }];
  if (Array.isArray(current) && Array.isArray(desired)) {
    const length = Math.max(current.length, desired.length);
    return Array.from({ length }, (_, index) =>
      compare(`${path}[${String(index)}]`, current[index], desired[index]),
    ).flat();
  }
  if (isObject(current) && isObject(desired)) {
    return [...new Set([...Object.keys(current), ...Object.keys(desired)])]
      .filter((key) => !key.startsWith("__"))
      .flatMap((key) => compare(memberPath(path, key), current[key], desired[key]));
  }
  return current === desired ? [] : [{ path, kind: "update" }];
}

function compareSets(path: string, current: Value[], desired: Value[]): PathChange[] {
  const before = current.map(canonical).sort();
  const after = desired.map(canonical).sort();
  if (before.length === after.length && before.every((item, index) => item === after[index])) {
    return [];
  }
  if (before.length === 0) return [{ path, kind: "add" }];
  return [{ path, kind: after.length === 0 ? "delete" : "update" }];
}

function member(schema: ResourceSchema, property: string, from: Properties): Value | undefined {
  const value = from[property];
  if (Array.isArray(value)) return members(schema, property, from);
  const defaults = schema.memberDefaults[property];
  return isObject(value) && defaults ? { ...defaults, ...withoutZero(value) } : value;
}

function members(schema: ResourceSchema, property: string, from: Properties): Value[] {
  const value = from[property];
  const items = Array.isArray(value) ? value : isZero(value) ? [] : [value as Value];
  const defaults = schema.memberDefaults[property] ?? {};
  return items.map((item) => (isObject(item) ? { ...defaults, ...withoutZero(item) } : item));
}

/** Text that is equal for equal values: keys sorted, zero members dropped, inner lists sorted. */
function canonical(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([key, member]) => !key.startsWith("__") && !isZero(member))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.sort().join(",")}}`;
}

function memberPath(path: string, key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

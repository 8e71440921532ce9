/**
 * What a resource accepts. Names, types and replacement flags come from the published provider's schema; the
 * rest says how much of it the stand-in implements.
 */
import { isObject, isZero, UNKNOWN } from "./values.ts";
import type { Properties, Value } from "./values.ts";

export interface PropertySchema {
  type?: string;
  $ref?: string;
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
  willReplaceOnChanges?: boolean;
  secret?: boolean;
}

/** A named type: an object, or one of a few strings. */
export interface TypeSchema {
  type?: string;
  properties: Record<string, PropertySchema>;
  required?: string[];
  enum?: string[];
}

export interface ResourceFacts {
  inputProperties: Record<string, PropertySchema>;
  requiredInputs?: string[];
  properties: Record<string, PropertySchema>;
}

export interface PackageFacts {
  name: string;
  resources: Record<string, ResourceFacts>;
  types: Record<string, TypeSchema>;
}

export interface ResourceSchema extends ResourceFacts {
  types: Record<string, TypeSchema>;
  /** Inputs of the published resource that the stand-in refuses by name. */
  refused: ReadonlySet<string>;
  /** Values the published provider fills in for absent inputs. */
  defaults: Properties;
  /** Values it fills in for absent members of an object or of each element, by top-level input. */
  memberDefaults: Record<string, Properties>;
  /** Inputs that are sets: order means nothing. */
  sets: ReadonlySet<string>;
  /** Inputs the provider computes when absent: then reality is no difference. */
  computed: ReadonlySet<string>;
}

export type ResourceNotes = Partial<
  Pick<ResourceSchema, "refused" | "defaults" | "memberDefaults" | "sets" | "computed">
>;

export interface Failure {
  property: string;
  reason: string;
}

export function resourceSchema(
  facts: PackageFacts,
  token: string,
  notes: ResourceNotes = {},
): ResourceSchema {
  const resource = facts.resources[token];
  if (!resource) throw new Error(`${facts.name}: its schema has no resource ${token}`);
  return {
    ...resource,
    types: facts.types,
    refused: notes.refused ?? new Set(),
    defaults: notes.defaults ?? {},
    memberDefaults: notes.memberDefaults ?? {},
    sets: notes.sets ?? new Set(),
    computed: notes.computed ?? new Set(),
  };
}

export function withDefaults(schema: ResourceSchema, inputs: Properties): Properties {
  const filled: Properties = { ...inputs };
  for (const [key, value] of Object.entries(schema.defaults)) filled[key] ??= value;
  return filled;
}

/** Every fault of the inputs: refused and unknown names, missing ones, wrong types. */
export function checkInputs(schema: ResourceSchema, inputs: Properties): Failure[] {
  const failures: Failure[] = [];
  for (const [name, value] of Object.entries(inputs)) {
    if (name.startsWith("__") || value === null) continue;
    const property = schema.inputProperties[name];
    if (!property) failures.push({ property: name, reason: "no such property" });
    else if (schema.refused.has(name)) failures.push({ property: name, reason: REFUSED });
    else failures.push(...checkValue(schema, name, property, value));
  }
  for (const name of schema.requiredInputs ?? []) {
    if (inputs[name] === undefined || inputs[name] === null) {
      failures.push({ property: name, reason: "missing required property" });
    }
  }
  return failures;
}

/** The published provider makes up a name; every object of this project has a fixed one. */
export function mustBeNamed(inputs: Properties): Failure[] {
  if (inputs["name"]) return [];
  return [{ property: "name", reason: "this stand-in makes up no names; set it" }];
}

/** The inputs of an import: every one that is set, as far as the stand-in takes it. */
export function inputsOf(
  { inputProperties, refused }: ResourceSchema,
  outputs: Properties,
): Properties {
  return Object.fromEntries(
    Object.entries(outputs).filter(
      ([name, value]) => name in inputProperties && !refused.has(name) && !isZero(value),
    ),
  );
}

/** The properties that hold a secret, themselves or further in. */
export function secretNames({ types, inputProperties, properties }: ResourceSchema): string[] {
  const holdsSecret = ({ secret, $ref = "", items }: PropertySchema): boolean =>
    secret === true ||
    (items !== undefined && holdsSecret(items)) ||
    Object.values(types[$ref.replace("#/types/", "")]?.properties ?? {}).some(holdsSecret);
  const all = [...Object.entries(inputProperties), ...Object.entries(properties)];
  return [...new Set(all.filter(([, property]) => holdsSecret(property)).map(([name]) => name))];
}

const REFUSED =
  "not implemented by this stand-in; use the published plugin or leave the property out";

function checkValue(
  schema: ResourceSchema,
  path: string,
  property: PropertySchema,
  value: Value,
): Failure[] {
  if (value === UNKNOWN || value === null) return [];
  if (property.$ref) return checkNamed(schema, path, property.$ref, value);
  switch (property.type) {
    case "array":
      if (!Array.isArray(value)) return [expected(path, "an array", value)];
      return value.flatMap((item, index) =>
        checkValue(schema, `${path}[${String(index)}]`, property.items ?? {}, item),
      );
    case "object":
      if (!isObject(value)) return [expected(path, "an object", value)];
      return Object.entries(value).flatMap(([key, item]) =>
        checkValue(schema, `${path}.${key}`, property.additionalProperties ?? {}, item),
      );
    case "integer":
      return Number.isInteger(value) ? [] : [expected(path, "an integer", value)];
    case "number":
    case "boolean":
    case "string":
      return typeof value === property.type ? [] : [expected(path, `a ${property.type}`, value)];
    default:
      return [];
  }
}

function checkNamed(schema: ResourceSchema, path: string, ref: string, value: Value): Failure[] {
  const type = schema.types[ref.replace("#/types/", "")];
  if (!type) return [];
  if (type.enum) {
    if (typeof value === "string" && type.enum.includes(value)) return [];
    return [{ property: path, reason: `expected one of ${type.enum.join(", ")}` }];
  }
  if (!isObject(value)) return [expected(path, "an object", value)];
  const failures = Object.entries(value).flatMap(([key, item]) => {
    if (key.startsWith("__")) return [];
    const member = type.properties[key];
    const memberPath = `${path}.${key}`;
    return member
      ? checkValue(schema, memberPath, member, item)
      : [{ property: memberPath, reason: "no such property" }];
  });
  for (const key of type.required ?? []) {
    if (value[key] === undefined || value[key] === null) {
      failures.push({ property: `${path}.${key}`, reason: "missing required property" });
    }
  }
  return failures;
}

function expected(path: string, what: string, value: Value): Failure {
  return { property: path, reason: `expected ${what}, got ${kindOf(value)}` };
}

function kindOf(value: Value): string {
  if (Array.isArray(value)) return "an array";
  return isObject(value) ? "an object" : `a ${typeof value}`;
}

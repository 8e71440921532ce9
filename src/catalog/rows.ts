/** Rows, images and defaults by their schema: before anything is computed from them. */
import type { z } from "zod";
import type { Fault } from "../lib/faults.ts";
import { shown } from "../lib/faults.ts";
import { containerLog, familyGrace, familyPids, familyResources } from "./defaults.ts";
import { familyStart, healthCheck } from "./defaults.ts";
import { families } from "./families.ts";
import { images } from "./images.ts";
import { defaultsSchema, imageSchema, rowSchema } from "./row-schema.ts";
import type { ServiceSpec } from "./types.ts";

/** `rows`: of all stacks, because each stack is told where the others' services are. */
export function rowFaults(rows: readonly ServiceSpec[]): Fault[] {
  const defaults = { containerLog, familyGrace, familyPids, familyResources };
  return [
    ...rows.flatMap((row) => {
      const path = [row.node, row.name].map(wordOf).join("/");
      return faultsOf(rowSchema, row, path, fileOf(row));
    }),
    ...Object.entries(images).flatMap(([name, image]) => imageRowFaults(name, image)),
    ...faultsOf(
      defaultsSchema,
      { ...defaults, familyStart, healthCheck },
      "defaults",
      "src/catalog/defaults.ts",
    ),
  ];
}

/** Of what an image says of itself. */
export function imageRowFaults(name: string, image: unknown): Fault[] {
  return faultsOf(imageSchema, image, `images/${name}`, "src/catalog/images.ts");
}

/** Of a row that may have anything for it. */
function wordOf(name: unknown): string {
  return typeof name === "string" ? name : shown(name);
}

function fileOf({ family }: ServiceSpec): string {
  return families.includes(family) ? `src/catalog/${family}.ts` : "src/catalog";
}

function faultsOf(schema: z.ZodType, value: unknown, path: string, file: string): Fault[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map((issue) => ({
    path: [path, ...issue.path.map(String)].join("/"),
    problem: problemOf(issue, value),
    fix: `set it in ${file}`,
  }));
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "unrecognized_keys")
    return `must have fields that it knows, got ${issue.keys.map(shown).join(", ")}`;
  const { params } = issue as { params?: Record<string, unknown> };
  const found = params ? params["found"] : valueAt(value, issue.path);
  const expected = issue.message.replace(/^Invalid input: expected (\w+).*/, "of type $1");
  return `must be ${expected}, ${found === undefined ? "is missing" : `got ${shown(found)}`}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (one, key) => (one as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}

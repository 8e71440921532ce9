/** Finds how containers differ from what they should be, without showing a secret. */
import { expectedFacts } from "./expected-facts.ts";
import type { ContainerFacts, ExpectedContainer } from "./expected-facts.ts";
import { foundFacts } from "./found-facts.ts";
import type { InspectedContainer, InspectedImage } from "./inspected.ts";

export interface Difference {
  /** The container's argument; of one with several parts, such as a variable, also which. */
  field: string;
  expected: string;
  found: string;
}

export interface FoundContainer {
  container: InspectedContainer;
  image: InspectedImage;
}

const ABSENT = "absent";
const MISSING = { field: "container", expected: "running", found: ABSENT };

/** One line for each fact that is not as expected; none for a container that is. */
function driftOf(expected: ExpectedContainer, found: FoundContainer): Difference[] {
  const wanted = expectedFacts(expected, found.image);
  const actual = foundFacts(found.container, found.image, expected.args);
  const names = Object.keys(wanted) as (keyof ContainerFacts)[];
  return names.flatMap((name) =>
    differences(fields(name, wanted[name]), fields(name, actual[name])),
  );
}

/** The same for all containers of a stack, those that are missing and those too many among them. */
export function stackDriftOf(
  expected: readonly ExpectedContainer[],
  found: readonly FoundContainer[],
): (Difference & { container: string })[] {
  const byName = new Map(found.map((one) => [one.container.Name.replace(/^\//, ""), one]));
  const known = new Set(expected.map(({ args }) => args.name));
  const tooMany = [...byName].filter(([name]) => !known.has(name));
  return [
    ...expected.flatMap((one) => {
      const { name: container } = one.args;
      const match = byName.get(container);
      const lines = match ? driftOf(one, match) : [MISSING];
      return lines.map((line) => ({ container, ...line }));
    }),
    ...tooMany.map(([container, one]) => {
      const { Status } = one.container.State;
      return { container, field: "container", expected: ABSENT, found: Status };
    }),
  ];
}

/** A fact as text; of one with parts, each part under a name of its own. */
function fields(name: string, value: unknown): Map<string, string> {
  if (value === undefined) return new Map();
  if (!isRecord(value)) return new Map([[name, text(value)]]);
  return new Map(Object.entries(value).map(([part, one]) => [`${name} ${part}`, text(one)]));
}

function differences(wanted: Map<string, string>, actual: Map<string, string>): Difference[] {
  return [...new Set([...wanted.keys(), ...actual.keys()])]
    .filter((field) => wanted.get(field) !== actual.get(field))
    .map((field) => difference(field, wanted.get(field), actual.get(field)));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A container that was made by hand may have a password in any of these. */
const FREE_TEXT = /^(envs|labels|logOpts|command|entrypoints|healthcheck tests)( |$)/;

function difference(field: string, expected?: string, found?: string): Difference {
  const isVariable = field.startsWith("envs ");
  const isFree = FREE_TEXT.test(field);
  const other = expected === undefined ? "present" : "another value";
  return {
    field,
    expected: isVariable && expected !== undefined ? "as configured" : (expected ?? ABSENT),
    found: isFree && found !== undefined ? other : (found ?? ABSENT),
  };
}

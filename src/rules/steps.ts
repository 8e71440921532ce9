/**
 * Commands that run on the machine that deploys, with all rights of the person who deploys. Reading a
 * shell's text does not show what it does, so only the program's own steps pass: each by the component
 * that it belongs to, by the hash of its script and by the form of its variables (ADR-0017).
 */
import { sha256 } from "../lib/hash.ts";
import { containerName } from "../lib/names.ts";
import type { CommandInputs } from "./commands.ts";
import { finding } from "./container.ts";
import type { Finding } from "./container.ts";

export interface Step {
  /** SHA-256 of the script that `/bin/sh -c` runs; `create` only names it in a failure. */
  script?: string;
  /** Without a script: the whole command. */
  create?: string;
  /** Types of the components that it may belong to. */
  parents: readonly string[];
  /** Its variables; it has no others. */
  environment: Readonly<Record<string, Value>>;
}

/** What a variable of a step may say. */
export type Value = keyof typeof FORMS;

/** Where a command stands, and how its stack names things. */
export interface StepPlace {
  stack: string;
  prefix: string;
  dataRoot: string;
  /** The component that it belongs to. */
  parent: { type: string; name: string } | undefined;
}

/** By value: its form, for a component of that name. */
const FORMS = {
  // A cluster numbers its members; behind a proxy, a container has the hash of its definition.
  container: ({ prefix }: StepPlace, owner: string) =>
    `${escaped(containerName(prefix, owner))}(_\\d+)?(_[0-9a-f]{8})?`,
  /** Instances of a service share a folder; a service that takes changes while it runs keeps one of them. */
  folder: ({ dataRoot }: StepPlace, owner: string) =>
    `${escaped(`${dataRoot}/${owner.replace(/-\d+$/, "")}`)}(-\\d+)?/(?:live|[0-9a-f]{64})`,
  volume: ({ prefix }: StepPlace, owner: string) => escaped(containerName(prefix, owner)),
  stack: ({ stack }: StepPlace) => escaped(stack),
  number: () => "[1-9]\\d*",
  yes: () => "yes",
  /** A shell reads them again, and must find nothing to run in them. */
  words: () => {
    const word = "'[^']*'(?:\\\\''[^']*')*";
    return `${word}(?: ${word})*`;
  },
  /** Other rules judge an image and an Engine, and a container runs what its own `command` may say too. */
  text: () => "[^]+",
} as const;

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Anything else changes what is run, or where. */
const ARGUMENTS = [
  ...["create", "interpreter", "environment", "stdin", "triggers"],
  ...["logging", "addPreviousOutputInEnv"],
];

export function stepFindings(
  command: CommandInputs,
  place: StepPlace,
  steps: readonly Step[],
): Finding[] {
  const known = steps.filter((step) => isRunBy(command, step));
  if (known.length === 0) return [unknownFinding(command)];
  const step = known.find(({ parents }) => parents.includes(place.parent?.type ?? ""));
  if (!step) {
    const types = known.flatMap(({ parents }) => parents).join(", ");
    return [finding("parent", `a component of type ${types}`, place.parent?.type)];
  }
  return [...argumentFindings(command), ...variableFindings(command, place, step)];
}

function isRunBy({ create, interpreter }: CommandInputs, step: Step): boolean {
  if (!interpreter) return step.script === undefined && step.create === create;
  const [shell, flag, script, ...others] = interpreter;
  return (
    [shell, flag].join(" ") === "/bin/sh -c" &&
    others.length === 0 &&
    step.script === sha256(script ?? "")
  );
}

/** Its hash and no more: the text may hold what no message may tell. */
function unknownFinding({ create, interpreter }: CommandInputs): Finding {
  const [at, text] = interpreter
    ? ["interpreter", interpreter.at(-1) ?? ""]
    : ["create", create ?? ""];
  return finding(at, "a step of the program", text && `sha256:${sha256(text)}`);
}

/** Values of a step's own arguments stay unread: a preview does not know all of them. */
function argumentFindings(command: CommandInputs): Finding[] {
  const others = command as Readonly<Record<string, unknown>>;
  return Object.keys(others)
    .filter((name) => !ARGUMENTS.includes(name) && !name.startsWith("__"))
    .filter((name) => others[name] !== null && others[name] !== undefined)
    .map((at) => ({ at, problem: "must be absent, a step has none" }));
}

function variableFindings({ environment }: CommandInputs, place: StepPlace, step: Step): Finding[] {
  const owner = place.parent?.name ?? "";
  const given = new Map(Object.entries(environment ?? {}));
  const others = [...given.keys()].filter((name) => !Object.hasOwn(step.environment, name));
  const wrong = Object.entries(step.environment).flatMap(([name, form]) => {
    const value = given.get(name);
    if (value === undefined && form === "yes") return [];
    if (new RegExp(`^${FORMS[form](place, owner)}$`).test(value ?? "")) return [];
    return [finding(`environment/${name}`, `the ${form} of ${owner}`, value)];
  });
  return [
    ...others.map((name) => ({
      at: `environment/${name}`,
      problem: "must be absent, the step has no such variable",
    })),
    ...wrong,
  ];
}

/** What a run prints at its end: one table, then what needs attention. */
import Table from "cli-table3";
import { styleText } from "node:util";
import { formatMemory } from "../src/lib/units.ts";
import type { CapacityLine, Resource } from "../src/rules/capacity.ts";
import type { Result } from "../operations/update/stack-operation.ts";
import type { StackSummary } from "../operations/stacks.ts";

const HEAD = ["node", "services", "resources", "memory", "CPU", "GPU", "changes", "seconds"];
const SHOWN_CONSUMERS = 3;
const INDENT = "  ";
const LINE_WIDTH = 100;

export function previewTable(
  results: readonly Result[],
  summaries: ReadonlyMap<string, StackSummary | undefined>,
): string {
  const rows = results.map(({ stack, changes, seconds, failed }) => {
    const summary = summaries.get(stack);
    return [
      stack,
      summary ? counts(summary) : "-",
      String(sum(Object.values(changes))),
      ...(["memory", "cpu", "gpu"] as const).map((resource) => cell(summary, resource)),
      failed ? styleText("red", "failed") : changesText(changes),
      seconds.toFixed(1),
    ];
  });
  return formatTable(HEAD, rows);
}

const NO_LINES = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((corner) => [`${side}${corner}`, ""]),
  ),
);

/** Columns without lines, so that a table fits a terminal and a log. */
export function formatTable(head: readonly string[], rows: readonly string[][]): string {
  const table = new Table({
    head: head.map((title) => styleText("bold", title)),
    chars: { ...NO_LINES, middle: INDENT },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows);
  return table.toString();
}

/** A list of names, wrapped under its title. */
export function namesText(title: string, names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length < LINE_WIDTH)
      lines.push(`${lines.pop() ?? ""}, ${name}`);
    else lines.push(`${INDENT}${name}`);
  }
  return [title, ...lines].join("\n");
}

/** The largest reservations of each node. */
export function consumersText(summaries: ReadonlyMap<string, StackSummary | undefined>): string {
  const lines = [...summaries].flatMap(([stack, summary]) =>
    (summary?.capacity ?? [])
      .filter(({ reserved }) => reserved > 0)
      .map((line) => {
        const largest = line.largest
          .slice(0, SHOWN_CONSUMERS)
          .map(({ name, reserved }) => `${name} ${amount(line.resource, reserved)}`);
        const warning = line.warn ? styleText("yellow", " (above the warning mark)") : "";
        const over = line.capacity > 0 ? (line.limits / line.capacity).toFixed(2) : "-";
        return `  ${stack} ${line.resource}: ${largest.join(", ")}; limits are ${over} x the node${warning}`;
      }),
  );
  return `Largest reservations\n${lines.join("\n")}`;
}

/** What an operation came to on each node, and what its resources had to say. */
export function outcomeText(results: readonly Result[], good = "live"): string {
  const rows = results.map(({ stack, changes, seconds, failed }) => [
    stack,
    failed ? styleText("red", "failed") : good,
    changesText(changes),
    seconds.toFixed(1),
  ]);
  const table = formatTable(["node", "state", "changes", "seconds"], rows);
  return [table, notesText(results)].filter(Boolean).join("\n");
}

/** Prints what came of an update; says whether all of it succeeded. */
export function reportUpdate(results: readonly Result[]): boolean {
  console.log(outcomeText(results));
  return reportErrors(results);
}

/** Under each stack's name, what it said of errors; of one that did not fail too. */
function errorsText(results: readonly Pick<Result, "stack" | "failed" | "errors">[]): string {
  return results
    .filter(({ failed, errors }) => failed || errors.length > 0)
    .map(({ stack, failed, errors }) => {
      const title = failed ? `${stack} failed` : `${stack} did not fail, and said`;
      return indented(styleText("red", title), errors);
    })
    .join("\n");
}

/** Prints what was said of errors; says whether nothing failed. */
export function reportErrors(
  results: readonly Pick<Result, "stack" | "failed" | "errors">[],
): boolean {
  const text = errorsText(results);
  if (text) console.error(text);
  return !results.some(({ failed }) => failed);
}

/** Under each stack's name, what its resources had to say. */
export function notesText(results: readonly Result[]): string {
  return results
    .filter(({ notes }) => notes.length > 0)
    .map(({ stack, notes }) => indented(`${stack} says`, notes))
    .join("\n");
}

function indented(title: string, texts: readonly string[]): string {
  const lines = texts.flatMap((text) => text.split("\n")).map((line) => INDENT + line);
  return [title, ...lines].join("\n");
}

export function changesText(changes: Record<string, number>): string {
  const parts = Object.entries(changes)
    .filter(([operation, count]) => operation !== "same" && operation !== "read" && count > 0)
    .map(([operation, count]) => `${String(count)} ${operation}`);
  return parts.length > 0 ? parts.join(", ") : "none";
}

function counts({ services }: StackSummary): string {
  const enabled = services.filter((service) => service.enabled).length;
  return `${String(enabled)} enabled, ${String(services.length - enabled)} disabled`;
}

function cell(summary: StackSummary | undefined, resource: Resource): string {
  const line = summary?.capacity.find((one) => one.resource === resource);
  if (!line || line.capacity === 0) return "-";
  return `${amount(resource, line.reserved)} of ${amount(resource, line.capacity)} (${share(line)})`;
}

function share({ reserved, capacity }: CapacityLine): string {
  return `${String(Math.round((reserved / capacity) * 100))} %`;
}

function amount(resource: Resource, value: number): string {
  return resource === "memory" ? formatMemory(value) : String(Math.round(value * 100) / 100);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

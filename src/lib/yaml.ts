/**
 * YAML as Pulumi reads it, which goes by yaml.v3 of Go: merges, numbers with a leading zero or with underscores, each
 * key once.
 */
import { isMap, LineCounter, parseDocument } from "yaml";
import type { Document, ScalarTag, YAMLError } from "yaml";
import { reasonOf } from "./faults.ts";
import { fileFault } from "./text-file.ts";
import type { TextFile } from "./text-file.ts";

export interface YamlFile {
  name: string;
  content: Record<string, unknown>;
  /** The line of what is at this path, or of the nearest above it. */
  lineOf: (path: readonly PropertyKey[]) => number;
}

/** @throws UserError with the line where it is not a map of YAML */
export function parseYaml({ name, text }: TextFile): YamlFile {
  if (text.split("\n").every(isBlank)) {
    throw fileFault(
      name,
      undefined,
      "must have settings, is empty",
      "restore it with git checkout",
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "failsafe",
    customTags: [pulumiScalar, "merge"],
    merge: true,
    prettyErrors: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error) throw faultOf(error, name, text, lines);
  if (!isMap(document.contents)) {
    throw fileFault(name, 1, "must be a map of keys to values, is not", "mend that line");
  }
  return { name, content: plainValue(document, name), lineOf };

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

function isBlank(line: string): boolean {
  return /^(---)?\s*(#.*)?$/.test(line.trim());
}

/** @throws UserError for an alias of nothing */
function plainValue(document: Document, name: string): Record<string, unknown> {
  try {
    return document.toJS() as Record<string, unknown>;
  } catch (error) {
    throw fileFault(name, undefined, `must be YAML, is not: ${reasonOf(error)}`, "mend it");
  }
}

function faultOf(
  { code, message, pos }: YAMLError,
  name: string,
  text: string,
  lines: LineCounter,
) {
  const { line } = lines.linePos(pos[0]);
  const fix = "mend that line";
  switch (code) {
    case "TAB_AS_INDENT":
      return fileFault(name, line, "must be indented by blanks, has a tab", fix);
    case "DUPLICATE_KEY": {
      const [key = ""] = text.slice(pos[0]).split(/:(?:\s|$)/, 1);
      return fileFault(
        name,
        line,
        `must have each key once, has ${key.trim()} again`,
        "remove one of them",
      );
    }
    case "MULTIPLE_DOCS":
      return fileFault(name, line, "must be one document, has another", "remove it with its ---");
    default:
      return fileFault(name, line, `must be YAML, is not: ${lowerFirst(message)}`, fix);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Whatever stands without quotes; the test leaves out what can only be text. */
const pulumiScalar: ScalarTag = {
  tag: "tag:bev.internal,2026:scalar",
  default: true,
  test: /^(?:[-+.\d].*|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|)$/,
  resolve: scalarOf,
};

const INTEGER = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9]\d*)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;

/** What yaml.v3 makes of a scalar without quotes. */
function scalarOf(text: string): string | number | boolean | null {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  const [, ...day] = DAY.exec(text) ?? [];
  // A moment, as Go prints it; no key has a day for its value.
  if (day.length > 0)
    return `${day.map((part) => part.padStart(2, "0")).join("-")} 00:00:00 +0000 UTC`;
  const digits = text.replaceAll("_", "");
  if (INTEGER.test(digits)) return integerOf(digits);
  return FLOAT.test(digits) ? Number(digits) : text;
}

function integerOf(digits: string): number {
  const unsigned = digits.replace(/^[-+]/, "");
  // In Go a zero is enough to mean base 8.
  const value = Number(/^0[0-7]/.test(unsigned) ? `0o${unsigned.slice(1)}` : unsigned);
  return digits.startsWith("-") ? -value : value;
}

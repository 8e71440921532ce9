/** Files that people write, and what is said of one that cannot be read. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "./error.ts";
import { formatFault, reasonOf } from "./faults.ts";
import { root } from "./paths.ts";

const CONFLICT = /^(<{7}|>{7}|\|{7})(?: .*)?$/;

/** As of a version that git knows. */
const RESTORE = "restore it with git checkout";

/** A file's name as people see it, and its text. */
export interface TextFile {
  name: string;
  text: string;
}

/** @throws UserError where it is absent, a folder, closed to this user, or in conflict */
export function readTextFile(file: string): TextFile {
  const name = nameOf(file);
  return textFile(name, decoded(bytesOf(file, name)));
}

/** Text that did not come from the disk. */
export function textFile(name: string, text: string): TextFile {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => CONFLICT.test(line.trimEnd()));
  if (at < 0) return { name, text };
  const marker = lines[at]?.trimEnd() ?? "";
  throw fileFault(
    name,
    at + 1,
    `must have no mark of a conflict, has ${marker}`,
    "merge it by hand",
  );
}

/** @param line from 1; undefined for the whole file */
export function fileFault(
  name: string,
  line: number | undefined,
  problem: string,
  fix: string,
): UserError {
  const place = line === undefined ? name : `${name}:${String(line)}`;
  return new UserError(formatFault({ path: place, problem, fix }));
}

/** @throws UserError with the line where it is no JSON */
export function readJsonFile(file: string): unknown {
  const { name, text } = readTextFile(file);
  if (text.trim() === "") throw fileFault(name, undefined, "must be JSON, is empty", RESTORE);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = reasonOf(error);
    const line = lineIn(reason, text);
    throw fileFault(name, line, `must be JSON, is not: ${plain(reason)}`, `mend it, or ${RESTORE}`);
  }
}

function bytesOf(file: string, name: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw fileFault(name, undefined, ...unreadable(code ?? reasonOf(error), name));
  }
}

function unreadable(code: string, name: string): [problem: string, fix: string] {
  switch (code) {
    case "ENOENT":
      return ["must exist, does not", RESTORE];
    case "EISDIR":
      return ["must be a file, is a folder", `move it away, and ${RESTORE}`];
    case "EACCES":
    case "EPERM":
      return ["must be readable, is not", `give yourself the right with sudo chmod a+r ${name}`];
    default:
      return [`must be readable, is not (${code})`, RESTORE];
  }
}

/** Editors mark what they write in another form of Unicode; Pulumi reads all of them. */
function decoded(bytes: Buffer): string {
  const mark = bytes.subarray(0, 2).toString("hex");
  const encoding = { fffe: "utf-16le", feff: "utf-16be" }[mark] ?? "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** Node says where, if it does not show the text itself. */
function lineIn(reason: string, text: string): number | undefined {
  const [, line] = /\(line (\d+) column \d+\)/.exec(reason) ?? [];
  const last = text.trimEnd().split("\n").length;
  if (line) return Math.min(Number(line), last);
  return reason.includes("end of JSON") ? last : undefined;
}

function plain(reason: string): string {
  return reason.replace(/ in JSON at position .*$/s, "").replaceAll("\n", " ");
}

function nameOf(file: string): string {
  const relative = path.relative(root, path.resolve(root, file));
  return relative.startsWith("..") ? file : relative;
}

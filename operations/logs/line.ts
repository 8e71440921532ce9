/** A line of a log as it is asked for and as people read it. */
import { stripVTControlCharacters } from "node:util";

/** A service on a node: each has its own log. */
export interface Source {
  node: string;
  service: string;
}

export interface LogQuery {
  sources: readonly Source[];
  /** How far back, in milliseconds. */
  since: number;
  /** What a line must hold. */
  grep: string | undefined;
}

export interface LogLine extends Source {
  /** ISO 8601. */
  time: string;
  stream: string;
  text: string;
  /** Of a long line: which piece, such as 2/16. */
  part: string | undefined;
}

export function sourceName({ node, service }: Source): string {
  return `${node}/${service}`;
}

/** The oldest first; pieces of a line in their order. */
export function inOrder(lines: readonly LogLine[]): LogLine[] {
  return [...lines].sort(
    (a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0) || pieceOf(a) - pieceOf(b),
  );
}

function pieceOf({ part = "" }: LogLine): number {
  return Number(part.split("/")[0]);
}

/** One line, whatever a service has written: no sequence of it reaches the terminal. */
export function lineText(line: LogLine): string {
  const { time, stream, text, part } = line;
  const plain = stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\t]/gu, "\uFFFD");
  // To the millisecond, so that they stand below each other.
  const stamp = `${time.slice(0, 19)}${(/\.\d{1,3}/.exec(time)?.[0] ?? ".").padEnd(4, "0")}Z`;
  return `${stamp} ${sourceName(line)} ${stream} ${part === undefined ? "" : `[${part}] `}${plain}`;
}

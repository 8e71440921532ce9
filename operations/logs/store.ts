/** Asks the log store, inside its container, for lines of services: LogsQL over its HTTP API. */
import type { StackConfig } from "../../src/stack/config/schema.ts";
import { UserError } from "../../src/lib/error.ts";
import { followProgram } from "../command.ts";
import { askText, monitorOf, nodeOf } from "../nodes/monitor.ts";
import type { Monitor } from "../nodes/monitor.ts";
import { shellScript } from "../../src/lib/shell-script.ts";
import type { LogLine, LogQuery, Source } from "./line.ts";

const SERVICE = "log-aggregation";
const FOLLOW = shellScript(new URL("follow.sh", import.meta.url)).trim();

/** The node that has it. */
export const STORE_NODE = nodeOf(SERVICE);

export function storeOf(config: StackConfig): Monitor {
  return monitorOf(SERVICE, config);
}

/**
 * Of which it has any lines of the time.
 * @throws UserError where it does not answer
 */
export function storedSources(store: Monitor, { sources, since }: LogQuery): Promise<Source[]> {
  const all = logsql({ sources, grep: undefined });
  return asked<Source>(store, `${timed(since, all)} | stats by (node, service) count()`);
}

/** @throws UserError where it does not answer */
export async function storedLines(
  store: Monitor,
  { since, ...query }: LogQuery,
): Promise<LogLine[]> {
  return (await asked<StoredRow>(store, timed(since, logsql(query)))).map(lineOf);
}

/**
 * Those of the time before now and, as they come, of what is to come.
 * @throws UserError where it stops
 */
export async function followStored(
  store: Monitor,
  query: LogQuery,
  onLine: (line: LogLine) => void,
): Promise<never> {
  const { host, container, url, node, name } = store;
  const tail = `${url}/select/logsql/tail?${tailParameters(query)}`;
  const complaints: string[] = [];
  await followProgram(
    "docker",
    ["exec", "--interactive", container, "sh", "-c", FOLLOW, "follow", tail],
    { DOCKER_HOST: host },
    (line, stream) => {
      if (stream === "stderr") complaints.push(line);
      else if (line !== "") onLine(lineOf(JSON.parse(line) as StoredRow));
    },
  );
  throw new UserError(
    `${node}/${name}: must go on with its lines, stopped (${complaints.at(-1) ?? "it says nothing"}); run it again`,
  );
}

function timed(since: number, query: string): string {
  return `_time:${String(since)}ms ${query}`;
}

async function asked<T>(store: Monitor, query: string): Promise<T[]> {
  const answer = await askText(store, `/select/logsql/query?${encoded({ query })}`);
  return answer
    .split("\n")
    .filter(Boolean)
    .map((row) => JSON.parse(row) as T);
}

function encoded(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}

/** It has no time in its query: it begins so far back and goes on. */
function tailParameters({ since, ...query }: LogQuery): string {
  return encoded({ query: logsql(query), start_offset: `${String(since)}ms`, offset: "2s" });
}

/** Names of nodes and services are the catalogue's; the text is anybody's. */
export function logsql({ sources, grep }: Omit<LogQuery, "since">): string {
  const wanted = sources.map(
    ({ node, service }) => `{node=${JSON.stringify(node)},service=${JSON.stringify(service)}}`,
  );
  const text = grep === undefined ? "" : ` ~${JSON.stringify(literal(grep))}`;
  return `(${wanted.join(" or ")})${text}`;
}

/** A regular expression that means the text itself. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

interface StoredRow extends Source {
  _time: string;
  _msg: string;
  stream: string;
  part?: string;
}

function lineOf({ _time: time, _msg: text, node, service, stream, part }: StoredRow): LogLine {
  return { time, text, node, service, stream, part };
}

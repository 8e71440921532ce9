/** Asks a node's Docker Engine for the lines that it keeps of a service's containers: some 30 MB of each, with their secrets. */
import { followProgram, runProgram } from "../command.ts";
import { SERVICE_LABEL } from "../../src/lib/resources.ts";
import { silentEngine } from "../nodes/docker-engine.ts";
import type { LogLine, LogQuery, Source } from "./line.ts";

const TIMEOUT_MS = 60_000;

type EngineQuery = Omit<LogQuery, "sources">;

/** @throws UserError where it does not answer */
export async function engineLines(
  host: string,
  source: Source,
  query: EngineQuery,
): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for (const container of await containersOf(host, source)) {
    const { stdout, stderr } = await ended(host, ["logs", ...options(query), container]);
    const read = (text: string, stream: string) =>
      text.split("\n").flatMap((line) => readLine(source, stream, line, query) ?? []);
    lines.push(...read(stdout, "stdout"), ...read(stderr, "stderr"));
  }
  return lines;
}

/** Ends with the containers. */
export async function followEngine(
  host: string,
  source: Source,
  query: EngineQuery,
  onLine: (line: LogLine) => void,
): Promise<void> {
  const containers = await containersOf(host, source);
  const follow = (container: string) =>
    followProgram(
      "docker",
      ["logs", "--follow", ...options(query), container],
      { DOCKER_HOST: host },
      (text, stream) => {
        const line = readLine(source, stream, text, query);
        if (line) onLine(line);
      },
    );
  await Promise.all(containers.map(follow));
}

function options({ since }: EngineQuery): string[] {
  return ["--timestamps", "--since", `${String(Math.ceil(since / 1000))}s`];
}

async function containersOf(host: string, { node, service }: Source): Promise<string[]> {
  const labels = [`label=${SERVICE_LABEL}=${service}`, `label=bev.stack=${node}`];
  const filters = labels.flatMap((label) => ["--filter", label]);
  const { stdout } = await ended(host, ["ps", "--all", ...filters, "--format", "{{.Names}}"]);
  return stdout.split("\n").filter(Boolean).sort();
}

async function ended(host: string, args: readonly string[]) {
  const options = { env: { DOCKER_HOST: host }, timeout: TIMEOUT_MS };
  const { code, stdout, stderr } = await runProgram("docker", args, options);
  if (code === 0) return { stdout, stderr };
  // The lines before the last may be the container's own.
  throw silentEngine(host, stderr.trim().split("\n").at(-1) ?? "");
}

/** `2026-11-29T12:00:00.000000001Z text`; undefined for a line that was not asked for. */
export function readLine(
  source: Source,
  stream: string,
  line: string,
  { grep = "" }: Pick<EngineQuery, "grep">,
): LogLine | undefined {
  const [, time, text = ""] = /^(\d{4}-\S+Z) ?(.*)$/s.exec(line.replace(/\r$/, "")) ?? [];
  if (time === undefined || !text.includes(grep)) return undefined;
  return { ...source, time, stream, text, part: undefined };
}

/** Any error as people read it: where, what was found, what was expected, the fix. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isOfPulumi, saidBy } from "../operations/pulumi-said.ts";
import { UserError } from "../src/lib/error.ts";
import { reasonOf } from "../src/lib/faults.ts";
import { root } from "../src/lib/paths.ts";
import { machineFault, unexpected } from "../toolchain/failure.mjs";

export interface Failure {
  exitCode: number;
  /** Undefined for what has been said already. */
  text?: string;
}

interface Thrown {
  name?: string;
  code?: unknown;
  exitCode?: number;
  details?: unknown;
  stack?: unknown;
  __pulumiRunError?: unknown;
}

export function failureOf(error: unknown): Failure {
  const thrown = (error ?? {}) as Thrown;
  if (String(thrown.code).startsWith("commander.")) return { exitCode: thrown.exitCode ?? 1 };
  return { exitCode: 1, text: textOf(error, thrown) };
}

function textOf(error: unknown, thrown: Thrown): string {
  if (error instanceof UserError || thrown.__pulumiRunError) return reasonOf(error);
  if (isOfPulumi(error)) return saidBy(error);
  return (
    sourceFault(thrown, reasonOf(error)) ??
    unreachable(thrown) ??
    machineFault(error) ??
    unexpected(error)
  );
}

/** Rows and waivers are programs: what Node does not understand of them is a fault of their text. */
function sourceFault({ name, stack }: Thrown, reason: string): string | undefined {
  const [head = ""] = String(stack).split("\n");
  const isSyntax = name === "SyntaxError";
  const place = isSyntax ? /^(\S.*):(\d+)$/.exec(head) : rowOf(String(stack));
  const [, file, line] = place ?? [];
  if (!file || !line) return undefined;
  return `${sourceFile(file)}:${line}: must be TypeScript that Node can run, is not (${reason}); mend that line`;
}

/** Where the catalogue itself failed, not what works with it. */
function rowOf(stack: string): RegExpExecArray | undefined {
  const [, frame = ""] = /\n *at (.*)/.exec(stack) ?? [];
  return (
    /(file:\/\/\S*\/(?:src\/catalog|policies)\/[^/]+\.ts):(\d+):\d+\)?$/.exec(frame) ?? undefined
  );
}

function sourceFile(file: string): string {
  const absolute = file.startsWith("file:") ? fileURLToPath(file) : file;
  return path.relative(root, absolute);
}

/** What gRPC throws where one part of Pulumi does not find another. */
function unreachable({ code, details }: Thrown): string | undefined {
  if (code !== 14 || typeof details !== "string") return undefined;
  const proxies = Object.keys(process.env).filter((name) =>
    /^(grpc|https?|all)_proxy$/i.test(name),
  );
  const named = proxies.length > 0 ? `unset ${proxies.join(" ")}` : "see that nothing ends them";
  return `loopback: parts of Pulumi must reach each other, do not (${details}); ${named}, and run it again`;
}

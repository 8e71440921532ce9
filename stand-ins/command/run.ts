/** One shell command: streamed to the engine's log, its output kept, ended when cancelled. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { ProviderError } from "../kit/provider.ts";
import type { Operation } from "../kit/provider.ts";

export interface Command {
  command: string;
  environment: Record<string, string>;
  directory: string | undefined;
  /** A program and its arguments before the command; none is the shell. */
  interpreter: readonly string[];
  stdin: string | undefined;
  /** `stdout`, `stderr`, `stdoutAndStderr` or `none`: what the user sees while it runs. */
  logging: string;
}

/** From a polite end to a certain one, when cancelled. */
const GRACE_MS = 5000;

const running = new Set<number>();
process.once("exit", () => {
  for (const pid of running) signalGroup(pid, "SIGKILL");
});

export async function runCommand(
  { command, environment, directory, interpreter, stdin, logging }: Command,
  { signal, log }: Operation,
): Promise<{ stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "", both: "" };
  const failure = (reason: string): ProviderError =>
    new ProviderError(`${reason}: running ${JSON.stringify(command)}:\n${output.both}`);

  signal.throwIfAborted();
  if (directory !== undefined && !existsSync(directory)) {
    throw failure(`chdir ${directory}: no such file or directory`);
  }
  const [program = "", ...flags] = interpreter.length > 0 ? interpreter : ["/bin/sh", "-c"];
  // A process group of its own, so that cancelling reaches what the shell started.
  const child = spawn(program, [...flags, command], {
    cwd: directory,
    env: { ...process.env, ...environment },
    detached: true,
  });
  const release = endWith(signal, child);

  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name].setEncoding("utf8");
    stream.on("data", (text: string) => {
      output[name] += text;
      output.both += text;
    });
    if (logging === name || logging === "stdoutAndStderr") {
      createInterface(stream).on("line", (line) => log("info", line));
    }
  }
  child.stdin.on("error", () => undefined);
  child.stdin.end(stdin ?? "");

  const status = await new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, killer) =>
      resolve(
        code === 0 ? undefined : killer ? `signal: ${killer}` : `exit status ${String(code)}`,
      ),
    );
  }).finally(release);
  if (status !== undefined) throw failure(status);
  return { stdout: trimNewline(output.stdout), stderr: trimNewline(output.stderr) };
}

/** Ends the child's process group when cancelled, and at the latest with this process. */
function endWith(cancellation: AbortSignal, { pid }: ChildProcess): () => void {
  if (pid === undefined) return () => undefined;
  let timer: NodeJS.Timeout;
  const cancel = (): void => {
    signalGroup(pid, "SIGTERM");
    timer = setTimeout(() => signalGroup(pid, "SIGKILL"), GRACE_MS);
  };
  running.add(pid);
  cancellation.addEventListener("abort", cancel);
  return () => {
    running.delete(pid);
    cancellation.removeEventListener("abort", cancel);
    clearTimeout(timer);
  };
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The group has ended.
  }
}

function trimNewline(text: string): string {
  return text.endsWith("\n") ? text.slice(0, -1) : text;
}

/** Runs programs of this machine, in the environment that toolchain/environment.mjs has chosen for it. */
import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { UserError } from "../src/lib/error.ts";

const PACKAGES: Record<string, string> = {
  docker: "docker.io",
  git: "git",
  "docker-registry": "docker-registry",
  dockerd: "docker.io",
  ip: "iproute2",
  mmdebstrap: "mmdebstrap",
  mvn: "maven",
  nsenter: "util-linux",
  setpriv: "util-linux",
  ssh: "openssh-client",
  "ssh-keygen": "openssh-client",
  sshd: "openssh-server",
};

export interface RunOptions {
  cwd?: string;
  /** Beside the environment of this process; undefined takes a variable away. */
  env?: NodeJS.ProcessEnv;
  timeout?: number;
  /** For its standard input; without, that stays open and empty. */
  input?: string;
}

export interface Ended {
  /** 0 when it succeeded; undefined where a signal ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

const running = new Set<ChildProcess>();

/** For the end of this process: what runs for it has nothing more to do. */
export function endPrograms(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

/**
 * Runs it to its end, whatever that is.
 * @throws UserError when there is no such program
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, timeout, input }: RunOptions = {},
): Promise<Ended> {
  const options = {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    maxBuffer: 1024 * 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      running.delete(child);
      clearTimeout(timer);
      if (error?.code === "ENOENT" && error.syscall?.startsWith("spawn")) reject(missing(program));
      else resolve({ code: codeOf(error), stdout, stderr });
    });
    const timer = timeout === undefined ? undefined : setTimeout(() => endNow(child), timeout);
    running.add(child);
    // A program that ends before it has read all of it says so by its exit code.
    child.stdin?.on("error", () => undefined);
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Also where something that it started, such as ssh to a node that is cut off, keeps its output open. */
function endNow(child: ChildProcess): void {
  child.kill("SIGKILL");
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/**
 * Tells what a program prints as it does, line by line.
 * @returns its exit code, undefined where a signal ended it
 * @throws UserError when there is no such program
 */
export function followProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onLine: (line: string, stream: "stdout" | "stderr") => void,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    // Its input ends with this process, by which a program on another machine knows.
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    running.add(child);
    for (const stream of ["stdout", "stderr"] as const) {
      createInterface({ input: child[stream] }).on("line", (line) => {
        onLine(line, stream);
      });
    }
    child.on("error", () => {
      running.delete(child);
      reject(missing(program));
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve(code ?? undefined);
    });
  });
}

export type Command = [program: string, args: readonly string[], env: NodeJS.ProcessEnv];

/**
 * What the first prints is what the second reads.
 *
 * @param tell is told of the bytes that went over so far, as they do
 * @throws UserError where one of them fails
 */
export async function pipePrograms(
  from: Command,
  to: Command,
  tell: (bytes: number) => void,
): Promise<void> {
  const [source, sink] = [started(from), started(to)];
  let bytes = 0;
  source.child.stdout.on("data", (chunk: Buffer) => {
    tell((bytes += chunk.length));
  });
  // One that ends early leaves the other without its end of the pipe, and says why itself.
  const failed = await Promise.allSettled([
    pipeline(source.child.stdout, sink.child.stdin),
    source.ended,
    sink.ended,
  ]);
  for (const one of [failed[2], failed[1], failed[0]])
    if (one.status === "rejected") throw one.reason;
}

function started([program, args, env]: Command) {
  const child = spawn(program, args, { env: { ...process.env, ...env } });
  running.add(child);
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", () => {
      running.delete(child);
      reject(missing(program));
    });
    child.on("close", (code) => {
      running.delete(child);
      if (code === 0) resolve();
      else reject(new UserError(`${shortened([program, ...args])} failed:\n${lastLines(said)}`));
    });
  });
  return { child, ended };
}

/** What a program prints; a failure shows its last lines, an absent one how to get it. */
export async function capture(
  program: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args, options);
  if (code === 0) return stdout.trim();
  throw new UserError(`${shortened([program, ...args])} failed:\n${lastLines(stdout + stderr)}`);
}

/** What docker prints on the Engine of a node. */
export function dockerOn(host: string, ...args: string[]): Promise<string> {
  return capture("docker", args, { env: { DOCKER_HOST: host } });
}

function codeOf(error: unknown): number | undefined {
  if (!error) return 0;
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}

/** The absolute path of a program, which is not in the folder `except`. */
export function locate(program: string, except?: string): string {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const files = folders.filter((one) => one !== except).map((one) => path.join(one, program));
  const found = files.find(isExecutable);
  if (found === undefined) throw missing(program);
  return found;
}

export function missing(program: string): UserError {
  return new UserError(
    `PATH: must hold ${program}, does not; install it with apt-get install ${PACKAGES[program] ?? program}`,
  );
}

export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n");
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function shortened(command: readonly string[]): string {
  const text = command.join(" ");
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

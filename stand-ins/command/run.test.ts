import { describe, expect, it, jest } from "@jest/globals";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../../test/kit/patience.ts";
import { isRunning } from "../../test/kit/processes.ts";
import { ProviderError } from "../kit/provider.ts";
import { runCommand } from "./run.ts";
import type { Command } from "./run.ts";

/** Runs a shell command with what differs from a plain one; `logged` gets its log lines. */
function run(
  command: string,
  options: Partial<Command> = {},
  { logged = [] as string[], signal = new AbortController().signal } = {},
): Promise<{ stdout: string; stderr: string }> {
  const operation = {
    urn: "urn",
    timeout: 0,
    signal,
    log: (severity: string, message: string) => logged.push(`${severity}: ${message}`),
  };
  const plain = { environment: {}, directory: undefined, interpreter: [], stdin: undefined };
  return runCommand({ command, ...plain, logging: "none", ...options }, operation);
}

describe("a command", () => {
  it.each<[string, string, Partial<Command>, { stdout: string; stderr: string }]>([
    ["answers both streams", "echo out; echo err >&2", {}, { stdout: "out", stderr: "err" }],
    ["loses one line's end only", "printf 'a\\n\\n'", {}, { stdout: "a\n", stderr: "" }],
    ["reads its input", "cat", { stdin: "text" }, { stdout: "text", stderr: "" }],
    ["reads no input when given none", "cat", {}, { stdout: "", stderr: "" }],
    ["may leave its input unread", "true", { stdin: "x".repeat(1e6) }, { stdout: "", stderr: "" }],
    ["sees its environment", 'echo "$A"', { environment: { A: "b" } }, { stdout: "b", stderr: "" }],
    ["runs in its directory", "pwd", { directory: "/" }, { stdout: "/", stderr: "" }],
    [
      "runs by another interpreter",
      "process.stdout.write(String(6 * 7))",
      { interpreter: [process.execPath, "-e"] },
      { stdout: "42", stderr: "" },
    ],
    [
      "keeps a character whose bytes come apart",
      String.raw`printf '\303'; sleep 0.2; printf '\251'`,
      {},
      { stdout: "é", stderr: "" },
    ],
  ])("%s", async (_title, command, options, expected) => {
    expect(await run(command, options)).toEqual(expected);
  });
});

describe("a command fails with", () => {
  it.each<[string, string, Partial<Command>, string]>([
    [
      "its status and both streams",
      'echo "out"; echo err >&2; exit 3',
      {},
      String.raw`exit status 3: running "echo \"out\"; echo err >&2; exit 3":` + "\nout\nerr\n",
    ],
    ["the signal that ended it", "kill -9 $$", {}, 'signal: SIGKILL: running "kill -9 $$":\n'],
    [
      "the directory that is not there",
      "pwd",
      { directory: "/no/such" },
      'chdir /no/such: no such file or directory: running "pwd":\n',
    ],
    [
      "the interpreter that is not there",
      "pwd",
      { interpreter: ["/no/such"] },
      'spawn /no/such ENOENT: running "pwd":\n',
    ],
  ])("%s", async (_title, command, options, message) => {
    await expect(run(command, options)).rejects.toEqual(new ProviderError(message));
  });
});

describe("the log has", () => {
  it.each([
    ["both streams", "stdoutAndStderr", ["info: err", "info: one", "info: two"]],
    ["standard output only", "stdout", ["info: one", "info: two"]],
    ["standard error only", "stderr", ["info: err"]],
    ["nothing", "none", []],
  ])("%s by lines for %s", async (_title, logging, expected) => {
    const logged: string[] = [];
    await run("printf 'one\\ntwo'; echo err >&2", { logging }, { logged });
    expect(logged.sort()).toEqual(expected);
  });
});

describe("cancelling", () => {
  it("ends the shell and what it started", async () => {
    const cancellation = new AbortController();
    const logged: string[] = [];
    const options = { logging: "stdout" };
    const running = run("sleep 10 & echo $!; wait", options, {
      logged,
      signal: cancellation.signal,
    });
    await eventually(() => logged.length > 0, "the first line");
    const pid = Number(logged[0]?.replace("info: ", ""));
    expect(isRunning(pid)).toBe(true);
    cancellation.abort();
    await expect(running).rejects.toThrow("signal: SIGTERM: running");
    expect(isRunning(pid)).toBe(false);
  });

  it("lets a command that handles it end in its own way", async () => {
    const cancellation = new AbortController();
    const logged: string[] = [];
    const command = "trap 'echo bye; exit 7' TERM; echo ready; sleep 10";
    const running = run(command, { logging: "stdout" }, { logged, signal: cancellation.signal });
    await eventually(() => logged.length > 0, "the first line");
    cancellation.abort();
    await expect(running).rejects.toThrow(/^exit status 7: running .*\nready\n.*bye\n$/s);
  });

  it("kills a command that will not end", async () => {
    jest.useFakeTimers();
    const cancellation = new AbortController();
    const logged: string[] = [];
    const command = "trap '' TERM; echo ready; sleep 10";
    const running = run(command, { logging: "stdout" }, { logged, signal: cancellation.signal });
    await eventually(() => logged.length > 0, "the first line");
    cancellation.abort();
    jest.advanceTimersByTime(5000);
    jest.useRealTimers();
    await expect(running).rejects.toThrow(/^signal: SIGKILL: running /);
  });

  it("starts no command afterwards", async () => {
    const signal = AbortSignal.abort(new ProviderError("cancelled"));
    await expect(run("true", {}, { signal })).rejects.toEqual(new ProviderError("cancelled"));
  });
});

it("many commands at once give no warning of Node's", async () => {
  const warnings: Error[] = [];
  const keep = (warning: Error): number => warnings.push(warning);
  process.on("warning", keep);
  const { signal } = new AbortController();
  const runs = Array.from({ length: 30 }, () => run("pwd", { directory: os.tmpdir() }, { signal }));
  await Promise.all(runs);
  await sleep(0);
  process.off("warning", keep);
  expect(warnings).toEqual([]);
});

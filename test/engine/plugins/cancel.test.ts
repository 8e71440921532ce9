/** An interrupted Pulumi leaves no process behind. */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TestProject } from "../../kit/engine.ts";
import { eventually } from "../../kit/patience.ts";
import { isRunning } from "../../kit/processes.ts";

const project = new TestProject(`
import { local } from "@pulumi/command";
import { writeFileSync } from "node:fs";

writeFileSync("program.pids", [process.ppid, process.pid].join(" "));
const command = process.env.TRAP + "sleep 100 & echo $PPID $$ $! > command.pids; wait";
new local.Command("long", { create: command, dir: import.meta.dirname });
`);

let started: number[];

beforeAll(() => project.init());
afterEach(() => {
  // Where the test failed: nothing of it outlives it.
  for (const pid of started.filter(isRunning)) process.kill(pid, "SIGKILL");
});
afterAll(() => project.remove());

it.each([
  ["an interrupt ends the command", "", ["SIGINT"]],
  [
    "a second interrupt ends a command that ignores the first",
    "trap '' TERM;",
    ["SIGINT", "SIGINT"],
  ],
  ["when Pulumi is killed its plugins end, and their commands with them", "", ["SIGKILL"]],
] as const)("%s", async (_title, trap, signals) => {
  for (const file of ["program.pids", "command.pids"]) rmSync(at(file), { force: true });
  const up = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: project.directory,
    env: { ...process.env, ...project.environment, TRAP: trap },
    stdio: "ignore",
  });
  await eventually(() => pids("command.pids").length === 3, "the command to start");
  started = [...pids("program.pids"), ...pids("command.pids")];
  expect(started.map(isRunning)).toEqual([true, true, true, true, true]);

  const ended = exitCode(up);
  for (const signal of signals) {
    up.kill(signal);
    // Two signals at once are one.
    await sleep(200);
  }
  expect(await ended).not.toBe(0);
  await eventually(() => !started.some(isRunning), "every process to end");
});

function at(file: string): string {
  return path.join(project.directory, file);
}

function pids(file: string): number[] {
  const text = existsSync(at(file)) ? readFileSync(at(file), "utf8") : "";
  return text.split(/\s+/).filter(Boolean).map(Number);
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("close", (code) => resolve(code)));
}

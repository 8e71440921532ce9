/** A gate's script, run by a shell against a docker command that plays a container's life. */
import { afterAll } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { renderGate } from "../../src/container/gate.ts";

export const SERVICE = {
  host: "ssh://oracle1",
  pidsLimit: 512,
  startSeconds: 60,
  health: { command: ["redis-cli", "--user", "bev's own"] },
  ports: [],
  volumes: [],
};
export const STORE = { ...SERVICE, volumes: [{ backup: "rdb-copy" }] };

export const GOOD = '0 ""';
export const FAILED = '1 "connection refused\\n"';
export const TIMED_OUT = '-1 "Health check exceeded timeout (5s)"';

interface State {
  status?: string;
  code?: number;
  memory?: boolean;
  restarts?: number;
  check?: string;
  streak?: number;
  /** As the Engine keeps them: the last five. */
  checks?: string[];
}

/** What the Engine would say after these checks, of which those in the start period count for nothing. */
export function after(checks: string[], { startPeriod = 0 } = {}): State {
  const counted = checks.slice(startPeriod);
  const streak = counted.length - 1 - counted.findLastIndex((check) => check === GOOD);
  const status = checks.at(-1) === GOOD ? "healthy" : streak >= 3 ? "unhealthy" : "starting";
  const times = checks.map((check, n) => `"2026-11-28T10:00:${String(10 + n)}.5Z" ${check}`);
  return { check: status, streak, checks: times.slice(-5) };
}

/** One state for each number of these checks that are over. */
export function course(checks: string[], options = {}): State[] {
  return checks.map((_, index) => after(checks.slice(0, index + 1), options));
}

function answer(state: State): string {
  const { status = "running", code = 0, memory = false, restarts = 0 } = state;
  const { check = "starting", streak = 0, checks = [] } = state;
  const first = [status, code, memory, check, streak, restarts, 3].join(" ");
  return [first, ...checks].join("\n");
}

interface Scene {
  service?: typeof STORE | typeof SERVICE;
  /** The answers to one call after the other; the last one stays. */
  states: State[];
  /** Other containers that are starting, likewise. */
  starting?: string[][];
  /** What the container logged since a time, likewise. */
  logged?: string[];
  updateFails?: number;
  /** What running the check itself does, in shell. */
  whenAsked?: string;
}

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** Runs the gate with a clock that only its own sleep moves, by thirty seconds each time. */
export function runGate(scene: Scene) {
  const { service = SERVICE, states, starting = [], logged = [] } = scene;
  const { updateFails = 0, whenAsked = "exit 1" } = scene;
  const directory = mkdtempSync(path.join(os.tmpdir(), "bev-gate-"));
  directories.push(directory);
  const tell = (kind: string, texts: readonly string[]): void => {
    (texts.length > 0 ? texts : [""]).forEach((text, index) => {
      writeFileSync(path.join(directory, `${kind}.${String(index + 1)}`), text && `${text}\n`);
    });
    const last = texts.at(-1) ?? "";
    writeFileSync(path.join(directory, `${kind}.last`), last && `${last}\n`);
  };
  tell("inspect", states.map(answer));
  const own = (names: string[]) => ["bev_redis", ...names].join("\n");
  tell("ps", starting.map(own));
  tell("since", logged);
  const command = (name: string, lines: string): void => {
    writeFileSync(path.join(directory, name), `#!/bin/sh\ncd '${directory}'\n${lines}`);
    chmodSync(path.join(directory, name), 0o755);
  };
  writeFileSync(path.join(directory, "calls"), "");
  command(
    "docker",
    `
echo "$*" >> calls
next() { n=$(grep -c "$2" calls); cat "$1.$n" 2>/dev/null || cat "$1.last"; }
case "$*" in
  update*) [ "$(grep -c ^update calls)" -gt ${String(updateFails)} ] ;;
  inspect*) next inspect ^inspect ;;
  ps*) next ps ^ps ;;
  *--since*) next since -e--since ;;
  logs*) echo "FATAL: no space left" ;;
  exec*) ${whenAsked} ;;
esac
`,
  );
  command("date", "echo $((1000000 + $(cat slept 2>/dev/null || echo 0)))");
  command(
    "sleep",
    "echo $1 >> pauses; echo $(($(cat slept 2>/dev/null || echo 0) + 30)) > next; mv next slept",
  );
  const gate = renderGate("bev_redis", service);
  const [shell = "", ...flags] = gate.interpreter;
  const result = spawnSync(shell, [...flags, gate.create], {
    env: { ...gate.environment, PATH: `${directory}:${process.env["PATH"] ?? ""}` },
    encoding: "utf8",
  });
  // The template of inspect has a line break.
  const calls = readFileSync(path.join(directory, "calls"), "utf8").trim().split("\n");
  const asking = path.join(directory, "asking");
  const pauses = path.join(directory, "pauses");
  return {
    /** The process of the check that it ran, where `whenAsked` keeps it. */
    asking: existsSync(asking) ? readFileSync(asking, "utf8").trim() : "",
    /** In seconds, as it asked for them. */
    pauses: existsSync(pauses) ? readFileSync(pauses, "utf8").trim().split("\n").map(Number) : [],
    status: result.status,
    stderr: result.stderr,
    calls: calls.filter((call) => /^(update|inspect|ps|logs|exec) /.test(call)),
  };
}

export function numberOf(verb: string, calls: readonly string[]): number {
  return calls.filter((call) => call.startsWith(verb)).length;
}

/** Child processes of the set-up: output kept, or shown line by line. */
import { spawn } from "node:child_process";

/** The exit code of a command that is not there. */
export const NOT_STARTED = 127;

const running = new Set();

/** Passes a signal on to what runs. */
export function signalRunning(signal) {
  for (const child of running) child.kill(signal);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number, output: string }>} the last 4,000 characters of both streams
 */
export function run(command, args, { onLine, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    let rest = "";
    const take = (chunk) => {
      output = (output + chunk).slice(-4000);
      const lines = (rest + chunk).split("\n");
      rest = lines.pop();
      lines.forEach((line) => onLine?.(line));
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => {
      running.delete(child);
      resolve({ code: NOT_STARTED, output: error.message });
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output: output.trimEnd() });
    });
  });
}

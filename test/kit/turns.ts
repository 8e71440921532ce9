/**
 * Test files that deploy services take turns, although jest runs several files at once: they use the
 * same names and addresses, and need the machine for themselves.
 */
import { afterAll, beforeAll } from "@jest/globals";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "../../src/lib/hash.ts";
import { cacheDirectory } from "../../toolchain/paths.mjs";
import { removeAbandoned } from "./local-program.ts";
import { isRunning } from "./processes.ts";

const LONGEST_MS = 60 * 60_000;

/**
 * To be called at the top of the file. Another Engine is another turn.
 * @param cleanUp what belongs to the turn: Jest calls what a file has after all in the order of its lines
 */
export function takesTurns(cleanUp?: () => Promise<void>): void {
  const engine = sha256(process.env["DOCKER_HOST"] ?? "").slice(0, 16);
  // Not in the temporary folder: each run has its own.
  mkdirSync(cacheDirectory, { recursive: true });
  const file = path.join(cacheDirectory, `turn-${engine}`);
  beforeAll(async () => {
    while (!claimed(file)) await sleep(500);
    await removeAbandoned();
  }, LONGEST_MS);
  afterAll(async () => {
    try {
      await cleanUp?.();
    } finally {
      rmSync(file, { force: true });
    }
  });
}

function claimed(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    // Of a run that was killed, nobody would remove it.
    if (!isRunning(holder(file))) rmSync(file, { force: true });
    return false;
  }
}

function holder(file: string): number {
  try {
    // Empty for the moment between making and writing it.
    return Number(readFileSync(file, "utf8")) || process.pid;
  } catch {
    return process.pid;
  }
}

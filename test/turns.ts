/** Test files that use the same fixed names take turns: jest runs two files at once. */
import { afterAll, beforeAll } from "@jest/globals";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "../src/lib/hash.ts";
import { isRunning } from "./processes.ts";

const LONGEST_MS = 60 * 60_000;

/** To be called at the top of the file; `names` says what only one of them may use at a time. */
export function takesTurns(names: string): void {
  const file = path.join(os.tmpdir(), `bev-turn-${sha256(names).slice(0, 16)}`);
  beforeAll(async () => {
    while (!claimed(file)) await sleep(500);
  }, LONGEST_MS);
  afterAll(() => rmSync(file, { force: true }));
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

/** The lock that Pulumi's file backend puts on a stack, and who holds it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export interface LockHolder {
  pid: number;
  username: string;
  hostname: string;
}

/** Holders of locks on the stack in a `file://` backend; none where the backend is another. */
export function lockHolders(backend: string, stack: string): LockHolder[] {
  if (!backend.startsWith("file://")) return [];
  const locks = path.join(backend.slice("file://".length), ".pulumi", "locks");
  const directory = path.join(locks, "organization", "bev", stack);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(path.join(directory, name), "utf8")) as LockHolder);
}

/** Whether the holder is known to have ended: a process of this machine that runs no more. */
export function hasEnded({ pid, hostname }: LockHolder): boolean {
  return hostname === os.hostname() && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return !isZombie(pid);
}

/** Ended, but not yet taken note of by its parent. */
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The lock that Pulumi's file backend puts on a stack, and who holds it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Workspace } from "../workspace.ts";
import { backendOf } from "./file-backend.ts";

/** Who it is need not be readable: a machine that goes down leaves an empty file, or half of one. */
export interface LockHolder {
  pid?: number | undefined;
  username?: string | undefined;
  hostname?: string | undefined;
}

const holderSchema = z.object({ pid: z.number(), username: z.string(), hostname: z.string() });

/** Holders of locks on the stack in a `file://` backend; none where the backend is another. */
export function lockHolders(workspace: Workspace, stack: string): LockHolder[] {
  const backend = backendOf(workspace);
  if (backend === undefined) return [];
  const directory = path.join(backend, ".pulumi", "locks", "organization", "bev", stack);
  if (!existsSync(directory)) return [];
  // All that Pulumi takes for a lock, whatever its name; .attrs are its notes on a file.
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".attrs"))
    .map(({ name }) => holderIn(path.join(directory, name)));
}

/** Pulumi writes a lock elsewhere and moves it here, so that what cannot be read is of no process. */
function holderIn(file: string): LockHolder {
  try {
    return holderSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data ?? {};
  } catch {
    return {};
  }
}

/** Whether the holder is known to have ended: no process that can be named, or one of this machine that runs no more. */
export function hasEnded({ pid, hostname }: LockHolder): boolean {
  return pid === undefined || (hostname === os.hostname() && !isRunning(pid));
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

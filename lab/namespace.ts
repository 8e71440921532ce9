/** A named network namespace, and the programs that run in it. */
import { existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../src/lib/error.ts";
import { capture } from "../operations/command.ts";

const NSFS_MAGIC = 0x6e736673;
const KILL_MS = 10_000;

export function namespaceFile(namespace: string): string {
  return `/run/netns/${namespace}`;
}

/** The file alone may be left over, of a boot before or of an `ip netns add` that was interrupted. */
export function isNamespace(namespace: string): boolean {
  const file = namespaceFile(namespace);
  return existsSync(file) && statfsSync(file).type === NSFS_MAGIC;
}

export async function createNamespace(namespace: string): Promise<void> {
  await removeNamespace(namespace);
  await capture("ip", ["netns", "add", namespace]);
}

export async function removeNamespace(namespace: string): Promise<void> {
  if (existsSync(namespaceFile(namespace))) await capture("ip", ["netns", "delete", namespace]);
}

/** Processes whose network it is; one that has ended is not among them. */
export async function processesIn(namespace: string): Promise<number[]> {
  if (!isNamespace(namespace)) return [];
  const listed = await capture("ip", ["netns", "pids", namespace]);
  return listed.split("\n").filter(Boolean).map(Number);
}

/** Ends at once whatever runs in it, with the containers, whose networks are their own. */
export async function killProcesses(namespace: string): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    const left = withDescendants(await processesIn(namespace));
    if (left.length === 0) return;
    if (waited > KILL_MS) {
      throw new UserError(
        `${namespace}: must end within ${String(KILL_MS / 1000)} s, processes ${left.join(", ")} did not; ` +
          "end them, then run npx bev lab hosts down",
      );
    }
    // Children first: those of a parent that is gone could no longer be found.
    for (const pid of left.reverse()) signal(pid, "SIGKILL");
    await sleep(50);
  }
}

/** @returns false when there is no such process any more */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** Parents come before their children. */
function withDescendants(pids: readonly number[]): number[] {
  const found = new Set(pids);
  const children = Map.groupBy(runningProcesses(), ({ parent }) => parent);
  for (const pid of found) children.get(pid)?.forEach((child) => found.add(child.pid));
  return [...found];
}

function runningProcesses(): { pid: number; parent: number }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // The name in parentheses may hold anything; state and parent come after it.
      const [, state, parent] = /^.*\) (.) (\d+)/s.exec(readStat(name)) ?? [];
      return parent && state !== "Z" ? [{ pid: Number(name), parent: Number(parent) }] : [];
    });
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

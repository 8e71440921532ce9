/** A background program on a node, found again by its recorded pid. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { locate } from "../operations/command.ts";
import { shellScript } from "../src/lib/shell-script.ts";
import { namespaceFile, processesIn, signal } from "./namespace.ts";
import type { LabNode } from "./node.ts";

/** Engines give their containers ten seconds, and need some themselves. */
const GRACE_MS = 20_000;

const ENTER = shellScript(new URL("enter.sh", import.meta.url)).trim();

export function startDaemon(node: LabNode, program: string, args: readonly string[]): void {
  const log = openSync(logFile(node, program), "a");
  const identity = path.join(node.directory, "etc-docker");
  for (const folder of [identity, "/etc/docker"]) mkdirSync(folder, { recursive: true });
  // ip netns exec would hide the control groups from it.
  const enter = [`--net=${namespaceFile(node.namespace)}`, "unshare", "--mount", "--uts"];
  const shell = ["/bin/sh", "-c", ENTER, program, node.name, identity, locate(program)];
  const child = spawn("nsenter", [...enter, "--propagation", "slave", ...shell, ...args], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: "/",
    // It outlives what starts it, whose temporary folder may go with it.
    env: { ...process.env, TMPDIR: "/tmp" },
  });
  closeSync(log);
  writeFileSync(pidFile(node, program), String(child.pid));
  child.unref();
}

/** A pid may be another program's by now, but not in this namespace. */
export async function daemonPid(node: LabNode, program: string): Promise<number | undefined> {
  const file = pidFile(node, program);
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8"));
  return (await processesIn(node.namespace)).includes(pid) ? pid : undefined;
}

/** Asks the program to end, and waits until it has or its time is up. */
export async function stopDaemon(node: LabNode, program: string): Promise<void> {
  const pid = await daemonPid(node, program);
  if (pid === undefined || !signal(pid, "SIGTERM")) return;
  for (let waited = 0; waited < GRACE_MS; waited += 100) {
    if ((await daemonPid(node, program)) === undefined) return;
    await sleep(100);
  }
}

export function logFile({ directory }: LabNode, program: string): string {
  return path.join(directory, `${program}.log`);
}

function pidFile({ directory }: LabNode, program: string): string {
  return path.join(directory, `${program}.pid`);
}

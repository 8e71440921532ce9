/**
 * The hosts of a lab on one machine: each node and each edge region has a network namespace with its production address, a Docker Engine
 * and an sshd, so that `ssh://thanos` works as in production.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EdgeStack } from "../src/catalog/regions.ts";
import { UserError } from "../src/lib/error.ts";
import { workDirectory } from "../src/lib/paths.ts";
import { capture, lastLines, locate } from "../operations/command.ts";
import { daemonPid, logFile, startDaemon, stopDaemon } from "./daemon.ts";
import { startEngine } from "./engine.ts";
import { killProcesses } from "./namespace.ts";
import { ensureSwitch, isJoined, joinNode, removeNode, removeSwitch } from "./network.ts";
import { addLabRegions, labNodes, RUNTIME } from "./node.ts";
import type { LabNode } from "./node.ts";
import { onNode, serverConfig, writeSshFiles } from "./ssh.ts";
import { sharesFolder } from "./target.ts";

const PROGRAMS = ["docker", "dockerd", "ip", "nsenter", "ssh", "ssh-keygen", "sshd"];
const DAEMONS = ["dockerd", "sshd"];
const START_MS = 60_000;

const defaultData = path.join(workDirectory, "lab");
/** Names the folder with the engines' data of the lab that is up. */
const claimFile = path.join(RUNTIME, "data");

export interface NodeStatus {
  node: LabNode;
  ssh: boolean;
  /** Absent when it does not answer. */
  engine?: { version: string; running: number; containers: number };
}

/**
 * What the hosts share; those that are up stay as they are.
 *
 * @param regions edge regions that the lab has from now on, besides those that it has
 */
export async function prepareHosts(
  data = defaultData,
  regions: readonly EdgeStack[] = [],
): Promise<void> {
  checkMachine();
  claim(data);
  addLabRegions(regions);
  await removeOrphanedShares(data);
  await ensureSwitch(labNodes());
  await writeSshFiles(labNodes());
}

/** Shares of a lab whose folder somebody deleted by hand open nothing any more. */
async function removeOrphanedShares(data: string): Promise<void> {
  const directory = path.join(data, "stacks");
  if (!existsSync(directory)) await removeTree(sharesFolder({ directory }));
}

/** A node is whole, or it is started again; its engine's data stays. */
export async function upHost(node: LabNode): Promise<void> {
  if (!(await isWhole(node))) {
    await stopHost(node);
    await startHost(node);
  }
  await answering(node);
}

export async function statusOfHost(node: LabNode): Promise<NodeStatus> {
  const ssh = await onNode(node, "true").then(
    () => true,
    () => false,
  );
  const info = "docker info --format '{{.ServerVersion}} {{.ContainersRunning}} {{.Containers}}'";
  const answer = ssh ? await onNode(node, info).catch(() => "") : "";
  const [version, running, containers] = answer.split(" ");
  if (!version) return { node, ssh };
  return {
    node,
    ssh,
    engine: { version, running: Number(running), containers: Number(containers) },
  };
}

/** Removes the node with its containers, images and data: what runs on it has nothing to save, and ends at once. */
export async function downHost(node: LabNode): Promise<void> {
  await killProcesses(node.namespace);
  await removeNode(node);
  await removeTree(dataDirectory(node));
  await removeTree(node.directory);
}

/** Holds the engines' data and what is deployed on them. */
export function labDirectory(): string {
  const directory = claimed();
  if (directory !== undefined) return directory;
  throw new UserError(
    `${RUNTIME}: must hold the lab's hosts, is not there; run npx bev lab hosts up`,
  );
}

/** What the nodes shared, when they are gone. */
export async function removeShared(): Promise<void> {
  const data = claimed() ?? defaultData;
  await removeSwitch();
  const directory = path.join(data, "stacks");
  await removeTree(directory);
  await removeTree(sharesFolder({ directory }));
  if (existsSync(data) && readdirSync(data).length === 0) rmdirSync(data);
  await removeTree(RUNTIME);
}

/** Why no such hosts can be made here. */
export function lackForHosts(): string | undefined {
  if (process.platform !== "linux") {
    return `three hosts need Linux with its network namespaces, this is ${process.platform}`;
  }
  const uid = process.getuid?.();
  if (uid === 0) return undefined;
  return `three hosts need root for their network namespaces, this is uid ${String(uid)}`;
}

export function checkMachine(): void {
  const lack = lackForHosts();
  if (lack !== undefined) throw new UserError(`bev lab: ${lack}; run it on Linux with sudo`);
  PROGRAMS.forEach((program) => locate(program));
}

/** One lab a machine: another checkout's is not taken over. */
function claim(data: string): void {
  const owner = claimed();
  if (owner !== undefined && owner !== data) {
    throw new UserError(
      `${claimFile}: must be ${data}, is ${owner}: a lab with its data there is up; ` +
        "remove it with npx bev lab hosts down",
    );
  }
  mkdirSync(RUNTIME, { recursive: true, mode: 0o700 });
  writeFileSync(claimFile, data);
}

function claimed(): string | undefined {
  return existsSync(claimFile) ? readFileSync(claimFile, "utf8") || undefined : undefined;
}

function dataDirectory({ name }: LabNode): string {
  return path.join(claimed() ?? defaultData, name);
}

/** Mounts of an engine ended with it; another's would stay as they are. */
function removeTree(directory: string): Promise<string> {
  return capture("rm", ["-rf", "--one-file-system", directory]);
}

async function isWhole(node: LabNode): Promise<boolean> {
  if (!(await isJoined(node))) return false;
  const pids = await Promise.all(DAEMONS.map((program) => daemonPid(node, program)));
  return pids.every((pid) => pid !== undefined);
}

/** What an engine that was killed left running ends with it. */
async function stopHost(node: LabNode): Promise<void> {
  for (const program of DAEMONS) await stopDaemon(node, program);
  await killProcesses(node.namespace);
}

async function startHost(node: LabNode): Promise<void> {
  if (!(await isJoined(node))) await joinNode(node);
  startEngine(node, dataDirectory(node));
  startDaemon(node, "sshd", ["-D", "-e", "-f", serverConfig(node)]);
}

/** Waits until the engine answers over ssh, as it is asked later. */
async function answering(node: LabNode): Promise<void> {
  const started = Date.now();
  for (;;) {
    if ((await statusOfHost(node)).engine) return;
    for (const program of DAEMONS) {
      if ((await daemonPid(node, program)) === undefined) throw failure(node, program, "ended");
    }
    if (Date.now() - started > START_MS) throw failure(node, "dockerd", "does not answer");
    await sleep(200);
  }
}

function failure(node: LabNode, program: string, what: string): UserError {
  const log = logFile(node, program);
  return new UserError(
    `${node.name}: its ${program} ${what}; last lines of ${log}:\n${lastLines(readFileSync(log, "utf8"))}`,
  );
}

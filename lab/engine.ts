/** The Docker Engine of a node, configured by a file of its own instead of this machine's. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startDaemon } from "./daemon.ts";
import type { LabNode } from "./node.ts";

export function startEngine(node: LabNode, dataDirectory: string): void {
  mkdirSync(dataDirectory, { recursive: true });
  const execRoot = path.join(node.directory, "exec");
  const pidFile = path.join(node.directory, "docker.pid");
  const config = path.join(node.directory, "daemon.json");
  writeFileSync(
    config,
    JSON.stringify({
      hosts: [`unix://${node.socket}`],
      "data-root": dataDirectory,
      "exec-root": execRoot,
      pidfile: pidFile,
    }),
  );
  // As after a boot, nothing of an Engine that was killed is there: a pid may be another program's by now, and
  // the folder of a task would stand in the way of its container.
  for (const stale of [pidFile, execRoot]) rmSync(stale, { recursive: true, force: true });
  startDaemon(node, "dockerd", ["--config-file", config]);
}

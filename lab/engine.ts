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
  // After an end by force, a pid in them that is another program's by now would stop the start.
  for (const stale of [pidFile, path.join(execRoot, "containerd", "containerd.pid")]) {
    rmSync(stale, { force: true });
  }
  startDaemon(node, "dockerd", ["--config-file", config]);
}

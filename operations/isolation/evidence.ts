/** What is collected of a node before anything on it changes: an archive with checksums, signed by an operator's key. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { shellScript } from "../../src/lib/shell-script.ts";
import { capture, dockerOn, runProgram } from "../command.ts";
import { onHost } from "./host.ts";
import type { Host } from "./host.ts";

/** Who verifies a signature must name the same. */
export const SIGNED_FOR = "bev-evidence";

/** Of a log; a container that writes much must not hold up the isolation. */
const LOG_LINES = "20000";

/** Files about the machine, and the commands whose output they hold. */
const OF_MACHINE: Readonly<Record<string, string>> = {
  "processes.txt": "ps auxwwf",
  "programs.txt": shellScript(new URL("programs.sh", import.meta.url)),
  "connections.txt": "ss -tuanp",
  "addresses.txt": "ip address; ip route; ip neighbour",
  "firewall.txt": "iptables-save; ip6tables-save",
  "users.txt": "cat /etc/passwd; who; last -n 200",
  "keys.txt":
    "for file in /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys; do echo; echo $file; cat $file; done",
  "timers.txt":
    "systemctl list-timers --all; cat /etc/crontab /etc/cron.*/* /var/spool/cron/crontabs/*",
  "mounts.txt": "cat /proc/mounts",
  "modules.txt": "cat /proc/modules",
  "journal.txt": `journalctl --since=-24h --lines=${LOG_LINES} --no-pager`,
};

/** Files about the Engine. */
const OF_ENGINE: Readonly<Record<string, readonly string[]>> = {
  "engine.json": ["info", "--format", "{{json .}}"],
  "containers.txt": ["container", "ls", "--all", "--no-trunc", "--size"],
  "images.txt": ["image", "ls", "--all", "--no-trunc", "--digests"],
  "networks.txt": ["network", "ls", "--no-trunc"],
  "volumes.txt": ["volume", "ls"],
};

/** Files about each container; it may have ended, and then has no processes. */
const OF_CONTAINER: Readonly<Record<string, readonly string[]>> = {
  "inspect.json": ["container", "inspect"],
  "processes.txt": ["container", "top"],
  "changes.txt": ["container", "diff"],
  "logs.txt": ["container", "logs", "--timestamps", "--tail", LOG_LINES],
};

/**
 * Writes all of it below a folder that only this user reads. A command that fails leaves what it said in its file: what can
 * be had counts.
 */
export async function collect(
  host: Host,
  folder: string,
  report: (detail: string) => void,
): Promise<void> {
  const docker = (args: readonly string[]) =>
    runProgram("docker", args, { env: { DOCKER_HOST: host.engine } });
  for (const [file, script] of Object.entries(OF_MACHINE)) {
    report(`machine: ${file}`);
    keep(path.join(folder, "machine", file), await onHost(host, script));
  }
  for (const [file, args] of Object.entries(OF_ENGINE)) {
    report(`Engine: ${file}`);
    keep(path.join(folder, "engine", file), await docker(args));
  }
  const listed = await dockerOn(host.engine, "container", "ls", "--all", "--format", "{{.Names}}");
  for (const name of listed.split("\n").filter(Boolean)) {
    report(`container: ${name}`);
    const files = Object.entries(OF_CONTAINER).map(async ([file, args]) => {
      keep(path.join(folder, "containers", name, file), await docker([...args, name]));
    });
    await Promise.all(files);
  }
}

function keep(
  file: string,
  { code, stdout, stderr }: { code: number | undefined; stdout: string; stderr: string },
): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const end = code === 0 ? "" : `\n(ended with code ${String(code)})\n`;
  writeFileSync(file, stdout + stderr + end, { mode: 0o600 });
}

export interface Archive {
  file: string;
  sha256: string;
  /** Absent where there was no key to sign with. */
  signature?: string;
}

/** Packs the folder, which is removed, and signs what comes of it. */
export async function pack(folder: string, key: string | undefined): Promise<Archive> {
  const file = `${folder}.tar.gz`;
  const [parent, name] = [path.dirname(folder), path.basename(folder)];
  await capture("tar", ["--create", "--gzip", "--file", file, "--directory", parent, name]);
  rmSync(folder, { recursive: true });
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (key === undefined) return { file, sha256 };
  await capture("ssh-keygen", ["-q", "-Y", "sign", "-f", key, "-n", SIGNED_FOR, file]);
  return { file, sha256, signature: `${file}.sig` };
}

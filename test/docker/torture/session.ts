/** Processes of a command that runs in a session of its own, and how they are killed. */
import { spawnSync } from "node:child_process";

interface Process {
  pid: number;
  parent: number;
  session: number;
  command: string;
}

/** Who is killed, and how to know his processes. */
const PATTERNS = {
  bev: /cli\/main\.ts/,
  pulumi: /\/pulumi up /,
  "language host": /pulumi-language-nodejs/,
  program: /@pulumi\/pulumi\/cmd\/run/,
  "docker plugin": /pulumi-resource-docker/,
} as const;

export type Victim = keyof typeof PATTERNS | "session" | "everything";

/** `session` is what the terminal started; `everything` are the scripts of gates and deliveries, too. */
export const victims: readonly Victim[] = [
  "bev",
  "pulumi",
  "language host",
  "program",
  "docker plugin",
  "session",
  "everything",
];

/** The victim's processes now, none when it does not run at this moment. */
export function findVictim(victim: Victim, session: number): number[] {
  const all = processes();
  const members = all.filter((one) => one.session === session);
  if (victim === "everything")
    return [...members, ...descendants(all, members)].map(({ pid }) => pid);
  if (victim === "session") return members.map(({ pid }) => pid);
  return members.filter(({ command }) => PATTERNS[victim].test(command)).map(({ pid }) => pid);
}

export function kill(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** One that has ended counts as gone, even while nobody asks for its status. */
function processes(): Process[] {
  const columns = ["pid=", "ppid=", "sess=", "stat=", "args="].flatMap((name) => ["-o", name]);
  const { stdout } = spawnSync("ps", ["-e", ...columns], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, session, state = "", command = ""] =
      /^ *(\d+) +(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), session: Number(session), command }];
  });
}

function descendants(all: readonly Process[], of: readonly Process[]): Process[] {
  const found: Process[] = [];
  const known = new Set(of.map(({ pid }) => pid));
  for (let next = true; next;) {
    const children = all.filter(({ pid, parent }) => known.has(parent) && !known.has(pid));
    for (const child of children) known.add(child.pid);
    found.push(...children);
    next = children.length > 0;
  }
  return found;
}

/** What a command takes, with all processes that it starts: clock, processor and memory. Linux only. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Usage {
  /** By the clock. */
  seconds: number;
  /** Of the processor, all processes together. */
  cpu: number;
  /** The same by what a process is, such as `program`. */
  cpuOf: Record<string, number>;
  /** MiB that all processes held at once, at their most. Pages that two share count twice. */
  memory: number;
}

interface Command {
  program: string;
  args: readonly string[];
  cwd: string;
  env: Record<string, string | undefined>;
  /** What it says where it may fail. */
  mayFail?: RegExp;
}

/** In every process that a measured command starts, also in those that outlive their parent. */
const MARK = "BEV_BENCH_RUN";
/** What a process uses after its last sample is not seen. */
const SAMPLE_MS = 20;
/** `sysconf(_SC_CLK_TCK)`, which is the same on every Linux. */
const TICKS_PER_SECOND = 100;
const PAGE_MIB = 4096 / 2 ** 20;

let runs = 0;

/** @throws Error with the last lines of a command that fails */
export async function measure({ program, args, cwd, env, mayFail }: Command): Promise<Usage> {
  const mark = `${String(process.pid)}.${String(++runs)}`;
  const started = performance.now();
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env, [MARK]: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-4000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const watch = new ProcessWatch(`${MARK}=${mark}`);
  const timer = setInterval(() => watch.sample(), SAMPLE_MS);
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  }).finally(() => clearInterval(timer));
  const seconds = (performance.now() - started) / 1000;
  if (code === 0 || mayFail?.test(output)) return { seconds, ...watch.usage() };
  throw new Error(`${program} ${args.join(" ")}: ended with code ${String(code)}\n${output}`);
}

class ProcessWatch {
  readonly #mark: string;
  /** By process id: ticks, and what it is. Null: not of this run. */
  readonly #processes = new Map<string, { ticks: number; kind: string } | null>();
  #memory = 0;

  constructor(mark: string) {
    this.#mark = mark;
  }

  sample(): void {
    let memory = 0;
    for (const pid of readdirSync("/proc")) {
      if (!/^\d/.test(pid) || this.#processes.get(pid) === null) continue;
      const stat = this.#isOurs(pid) && read(`/proc/${pid}/stat`);
      if (!stat) continue;
      // The name before the parenthesis may hold blanks.
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const [user = 0, system = 0] = fields.slice(11, 13);
      memory += fields[21] ?? 0;
      // Of a process that has ended but was not waited for only the times are left.
      const commandLine = read(`/proc/${pid}/cmdline`);
      const kind = commandLine ? kindOf(commandLine) : this.#processes.get(pid)?.kind;
      this.#processes.set(pid, { ticks: user + system, kind: kind ?? "other" });
    }
    this.#memory = Math.max(this.#memory, memory);
  }

  usage(): Omit<Usage, "seconds"> {
    const cpuOf: Record<string, number> = {};
    for (const one of this.#processes.values()) {
      if (one) cpuOf[one.kind] = (cpuOf[one.kind] ?? 0) + one.ticks / TICKS_PER_SECOND;
    }
    const cpu = Object.values(cpuOf).reduce((sum, one) => sum + one, 0);
    return { cpu, cpuOf, memory: this.#memory * PAGE_MIB };
  }

  #isOurs(pid: string): boolean {
    if (this.#processes.has(pid)) return true;
    const environment = read(`/proc/${pid}/environ`);
    // A process that is just being made has none yet.
    if (!environment) return false;
    const ours = environment.split("\0").includes(this.#mark);
    if (!ours) this.#processes.set(pid, null);
    return ours;
  }
}

const KINDS: readonly (readonly [part: string, kind: string])[] = [
  ["cmd/run-policy-pack", "packs"],
  ["pulumi-language-", "language host"],
  ["pulumi-resource-", "plugins"],
  ["cmd/run", "program"],
  ["cli/main.ts", "bev"],
  ["bin/pulumi", "engine"],
  ["pulumi\0", "engine"],
];

function kindOf(commandLine: string): string {
  return KINDS.find(([part]) => commandLine.includes(part))?.[1] ?? "other";
}

/** Empty where the process is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** A Pulumi project of a test's own, on the real engine: folder, file backend and passphrase. */
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

export const root = path.dirname(path.dirname(import.meta.dirname));

export interface Run {
  code: number;
  stdout: string;
  /** Both streams, in the order of their lines as far as it is known. */
  output: string;
}

export class TestProject {
  readonly directory = mkdtempSync(path.join(os.tmpdir(), "bev-test-"));
  readonly environment: Record<string, string>;

  /** A project whose program is `source`, TypeScript that may import what this project depends on. */
  constructor(source: string, environment: Record<string, string> = {}) {
    this.environment = {
      PULUMI_BACKEND_URL: `file://${path.join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "test",
      ...environment,
    };
    mkdirSync(path.join(this.directory, "state"));
    symlinkSync(path.join(root, "node_modules"), path.join(this.directory, "node_modules"));
    this.write("package.json", JSON.stringify({ name: "test", type: "module" }));
    this.write(
      "Pulumi.yaml",
      "name: test\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    );
    this.write("index.ts", source);
  }

  write(file: string, content: string): void {
    writeFileSync(path.join(this.directory, file), content);
  }

  /** Replaces text of a file; the text must be there. */
  edit(file: string, from: string, to: string): void {
    const content = readFileSync(path.join(this.directory, file), "utf8");
    if (!content.includes(from)) throw new Error(`${file} does not contain ${from}`);
    this.write(file, content.replace(from, to));
  }

  pulumi(...args: string[]): Promise<Run> {
    return run("pulumi", [...args, "--non-interactive"], {
      cwd: this.directory,
      env: this.environment,
    });
  }

  /** Creates the stack `test`, which the other verbs then work on. */
  async init(): Promise<void> {
    await succeeded(this.pulumi("stack", "init", "test"));
  }

  up(...flags: string[]): Promise<Run> {
    return this.pulumi("up", "--yes", "--skip-preview", "--color=never", ...flags);
  }

  preview(...flags: string[]): Promise<Run> {
    return this.pulumi("preview", "--color=never", "--diff", ...flags);
  }

  /** The state as it lies on disk, secrets encrypted. */
  async state(): Promise<string> {
    return (await succeeded(this.pulumi("stack", "export"))).stdout;
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await succeeded(this.pulumi("stack", "output", "--json", "--show-secrets"));
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Removes the stack's resources and the folder. */
  async remove(): Promise<void> {
    await this.pulumi("destroy", "--yes", "--skip-preview");
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** The program of this repository in a folder of its own, to be broken in one place. */
export function copyProgram(name = "bev-program-"): { directory: string; remove: () => void } {
  const directory = mkdtempSync(path.join(os.tmpdir(), name));
  const folders = ["src", "policies", "operations", "cli", "lab", "toolchain", "services"];
  const files = readdirSync(root).filter((file) => /^Pulumi(\.[\w-]+)?\.yaml$/.test(file));
  for (const file of [...folders, ...files, "package.json", "images.lock.json", "regions.json"]) {
    cpSync(path.join(root, file), path.join(directory, file), { recursive: true });
  }
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export function run(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      args,
      { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        resolve({ code, stdout, output: stdout + stderr });
      },
    );
    child.stdin?.end();
  });
}

/** What no good run of ours prints. */
export const ERROR = /\b(errors?|exceptions?|TypeError)\b/i;

/**
 * A good run of ours.
 * @throws Error with the output of one that failed, or whose output speaks of an error
 */
export async function succeeded(running: Promise<Run>): Promise<Run> {
  const result = await answered(running);
  const [word] = ERROR.exec(result.output) ?? [];
  if (word !== undefined) throw new Error(`prints "${word}"\n${result.output}`);
  return result;
}

/** @throws Error with the output of a run that failed */
export async function answered(running: Promise<Run>): Promise<Run> {
  const result = await running;
  if (result.code !== 0) throw new Error(`exit code ${String(result.code)}\n${result.output}`);
  return result;
}

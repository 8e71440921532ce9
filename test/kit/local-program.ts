/** A copy of this repository's program whose services run on this machine. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { withChanges } from "./changes.ts";
import type { Changes } from "./changes.ts";
import { docker } from "./docker-engine.ts";
import { copyProgram, run } from "./engine.ts";
import type { Run } from "./engine.ts";

export class LocalProgram {
  readonly #copy = copyProgram();
  readonly directory = this.#copy.directory;
  /** State and project of the stacks, below the program's folder. */
  readonly #stage: string;
  readonly #env: Record<string, string>;
  #changes: Record<string, string> = {};

  constructor(stage = ".bev/local", env: Record<string, string> = {}) {
    this.#stage = path.join(this.directory, stage);
    this.#env = env;
  }

  /** From now on `bev` and the program see these rows, images and nodes; without any, the tracked ones. */
  change(changes?: Changes): void {
    this.#changes = changes ? withChanges(changes, this.directory) : {};
  }

  /** The environment of a `bev` that is started otherwise than by this class. */
  get environment(): Record<string, string> {
    return this.#changes;
  }

  /** Sets one value of a stack file, such as `["bev:services", "redis", "enabled"]`. */
  configure(stack: string, at: readonly string[], value: unknown): void {
    const file = path.join(this.directory, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    document.setIn(["config", ...at], value);
    writeFileSync(file, document.toString());
  }

  bev(...args: string[]): Promise<Run> {
    return run(process.execPath, ["cli/main.ts", ...args], {
      cwd: this.directory,
      env: this.#changes,
    });
  }

  /** Plain pulumi on the stacks that `bev` keeps. */
  pulumi(...args: string[]): Promise<Run> {
    return run("pulumi", [...args, "--non-interactive"], {
      cwd: path.join(this.#stage, "project"),
      env: {
        ...this.#env,
        ...this.#changes,
        PULUMI_BACKEND_URL: `file://${path.join(this.#stage, "state")}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: path.join(this.#stage, "passphrase"),
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      },
    });
  }

  /** What lies on the disk of its stacks, file by file. */
  stateFiles(): string[] {
    const state = path.join(this.#stage, "state");
    return readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  }

  /** Replaces a text of one of its files. */
  edit(file: string, from: string, to: string): void {
    const absolute = path.join(this.directory, file);
    const content = readFileSync(absolute, "utf8");
    if (!content.includes(from)) throw new Error(`${file} does not contain ${from}`);
    writeFileSync(absolute, content.replace(from, to));
  }

  /** Only the folder: what runs is removed by `bev down`. */
  remove(): void {
    this.#copy.remove();
  }
}

/** Names of what `bev up --local` makes that are on the Engine. */
export async function madeOnEngine(): Promise<string[]> {
  const names = [
    await docker("ps", "--all", "--format", "{{.Names}}"),
    await docker("volume", "ls", "--format", "{{.Name}}"),
    await docker("network", "ls", "--format", "{{.Name}}"),
    await docker("image", "ls", "--filter", "label=bev.recipe", "--format", "{{.Repository}}"),
  ].join("\n");
  return names.split("\n").filter((name) => /bev_(oracle1|thanos|starlord)|5055/.test(name));
}

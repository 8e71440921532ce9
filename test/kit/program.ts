/** This repository's program and `bev`, on stacks that `bev` keeps in the project's folder. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { withChanges } from "./changes.ts";
import type { Changes } from "./changes.ts";
import { run, succeeded } from "./engine.ts";
import type { Run } from "./engine.ts";

export class Program {
  readonly directory: string;
  /** State and project of the stacks. */
  readonly #stacks: string;
  readonly #env: Record<string, string>;
  #changes: Record<string, string> = {};

  /** @param stacks the folder of the stacks, below `directory` */
  constructor(directory: string, stacks: string, env: Record<string, string> = {}) {
    this.directory = directory;
    this.#stacks = path.join(directory, stacks);
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

  bev(...args: string[]): Promise<Run> {
    return run(process.execPath, ["cli/main.ts", ...args], {
      cwd: this.directory,
      env: this.#changes,
    });
  }

  /** Plain pulumi on the stacks. */
  pulumi(...args: string[]): Promise<Run> {
    const { project, environment } = this.workspace;
    return run("pulumi", [...args, "--non-interactive"], {
      cwd: project,
      env: { ...this.#env, ...this.#changes, ...environment },
    });
  }

  get workspace(): { project: string; environment: Record<string, string> } {
    return {
      project: path.join(this.#stacks, "project"),
      environment: {
        PULUMI_BACKEND_URL: `file://${path.join(this.#stacks, "state")}`,
        PULUMI_CONFIG_PASSPHRASE_FILE: path.join(this.#stacks, "passphrase"),
        PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
      },
    };
  }

  /** Outputs of a stack, secrets in plain text. */
  async outputs(stack: string): Promise<Record<string, unknown>> {
    const args = ["stack", "output", "--json", "--show-secrets", "--stack", stack];
    return JSON.parse((await succeeded(this.pulumi(...args))).stdout) as Record<string, unknown>;
  }

  /** @throws Error with what would change */
  async expectNoChanges(stack: string, ...flags: string[]): Promise<void> {
    await succeeded(this.pulumi("preview", "--stack", stack, "--expect-no-changes", ...flags));
  }

  /** What lies on the disk of its stacks, file by file. */
  stateFiles(): string[] {
    const state = path.join(this.#stacks, "state");
    return readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  }
}

/** A copy of this repository with one commit, in which a review finds the changes of a scenario. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withChanges } from "./changes.ts";
import { answered, root, run } from "./engine.ts";
import type { Run } from "./engine.ts";
import { LocalProgram } from "./local-program.ts";
import type { Scenario } from "./review-scenarios.ts";

/** The base is planned once, in rounds: all three nodes several times. */
export const BASE_MS = 900_000;

/** The same files are the same commit at every run, so that their plan is found again. */
const DATE = "2026-01-01T00:00:00Z";

export class ReviewedCopy {
  readonly #program = new LocalProgram();

  get directory(): string {
    return this.#program.directory;
  }

  /** @returns its commit */
  async begin(): Promise<string> {
    // Planned bases are kept in the project's own folder, as those of bev review are.
    const kept = path.join(root, ".bev", "test-reviews");
    mkdirSync(kept, { recursive: true });
    mkdirSync(path.join(this.directory, ".bev"));
    symlinkSync(kept, path.join(this.directory, ".bev", "review"));
    writeFileSync(path.join(this.directory, ".gitignore"), "node_modules\n.bev/\n");
    await this.#git("init", "--quiet");
    await this.#git("add", ".");
    await this.#git("commit", "--quiet", "--message=base");
    return this.#git("rev-parse", "HEAD");
  }

  remove(): void {
    this.#program.remove();
  }

  /** Runs `args` of Node on the scenario's working tree. */
  async inScenario(
    { changes = {}, services = {}, locked = [] }: Scenario,
    args: readonly string[],
  ): Promise<Run> {
    try {
      for (const [stack, choices] of Object.entries(services))
        this.#program.configure(stack, ["bev:services"], choices);
      if (locked.length > 0) this.#addToLock(locked);
      // Without a backend, whatever the shell of the tests has.
      const env = { PULUMI_BACKEND_URL: "", ...withChanges(changes, this.directory) };
      return await run(process.execPath, args, { cwd: this.directory, env });
    } finally {
      await this.#git("checkout", "--quiet", "--", ".");
    }
  }

  #addToLock(keys: readonly string[]): void {
    const file = path.join(this.directory, "images.lock.json");
    const lock = JSON.parse(readFileSync(file, "utf8")) as Record<string, object>;
    for (const key of keys) lock[key] = { state: "unresolved" };
    writeFileSync(file, JSON.stringify(lock));
  }

  async #git(...args: string[]): Promise<string> {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@bev.invalid"];
    const env = { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE };
    const { stdout } = await answered(
      run("git", [...identity, ...args], { cwd: this.directory, env }),
    );
    return stdout.trim();
  }
}

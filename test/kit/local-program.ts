/** A copy of this repository's program whose services run on this machine. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseDocument } from "yaml";
import { nodeNames } from "../../src/catalog/nodes.ts";
import { docker, removeAll } from "./docker-engine.ts";
import type { Inspected } from "./docker-engine.ts";
import { answered, copyProgram, run } from "./engine.ts";
import { Program } from "./program.ts";

export class LocalProgram extends Program {
  readonly #copy: ReturnType<typeof copyProgram>;

  /** @param name what its folder's name begins with */
  constructor(name?: string) {
    const copy = copyProgram(name);
    super(copy.directory, path.join(".bev", "local"));
    this.#copy = copy;
  }

  /** Sets one value of a stack file, such as `["bev:services", "redis", "enabled"]`. */
  configure(stack: string, at: readonly string[], value: unknown): void {
    const file = path.join(this.directory, `Pulumi.${stack}.yaml`);
    const document = parseDocument(readFileSync(file, "utf8"));
    document.setIn(["config", ...at], value);
    writeFileSync(file, document.toString());
  }

  /** What it is now, as the commit that a review compares with. */
  async commit(): Promise<void> {
    writeFileSync(path.join(this.directory, ".gitignore"), "node_modules\n.bev/\n");
    const identity = ["-c", "user.name=test", "-c", "user.email=test@bev.invalid"];
    for (const args of [
      ["init", "--quiet"],
      ["add", "."],
      ["commit", "--quiet", "--message=base"],
    ])
      await answered(run("git", [...identity, ...args], { cwd: this.directory }));
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

/** What `bev up --local` delivers to a node lies in the folder of its program, here a copy for tests. */
const DELIVERED = "/.bev/local/";
const OF_TESTS = /\/bev-program-[^/]+\/[.]bev\/local\//;

/** Removes what a run that failed or was killed left on the Engine; what somebody else deployed stays. */
export async function removeAbandoned(stacks: readonly string[] = nodeNames): Promise<void> {
  for (const stack of stacks) {
    const ours = ["--all", "--quiet", "--filter", `label=bev.stack=${stack}`];
    const ids = (await docker("ps", ...ours)).split("\n").filter(Boolean);
    if (ids.length === 0) continue;
    const containers = JSON.parse(await docker("inspect", ...ids)) as Inspected[];
    const delivered = containers
      .flatMap(({ Mounts }) => Mounts.map(({ Source }) => Source))
      .filter((source) => source.includes(DELIVERED));
    if (delivered.length === 0 || !delivered.every((source) => OF_TESTS.test(source))) continue;
    await docker("rm", "--force", "--volumes", ...ids);
    await removeAll(`bev_${stack}_`);
  }
}

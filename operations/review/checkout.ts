/** Checks out another version of this project beside the working tree. */
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { capture, runProgram } from "../command.ts";
import type { Ended } from "../command.ts";
import { formatFault, shown } from "../../src/lib/faults.ts";
import { UserError } from "../../src/lib/error.ts";
import { root } from "../../src/lib/paths.ts";

/**
 * The commit that a reference means.
 * @throws UserError when it means none, or with git's own reason
 */
export async function commitOf(reference: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`];
  const { code, stdout } = await git(args);
  if (code === 0) return stdout.trim();
  await output(["rev-parse", "--git-dir"]);
  throw new UserError(
    `--base: must be a commit of this repository, got ${shown(reference)}; fetch it with git, or name another`,
  );
}

/** Whether the commit has the project, in the folder where it is now. */
export async function hasProject(commit: string): Promise<boolean> {
  return (await fileAt(commit, "Pulumi.yaml")) !== undefined;
}

/** The files of a commit, in `directory`, with this version's dependencies. */
export async function checkOut(commit: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const archive = `${path.basename(directory)}.tar`;
  const where = path.join(path.dirname(directory), archive);
  await output(["archive", "--format=tar", `--output=${where}`, commit]);
  // In a name of its own for it: before a colon, tar would see a host.
  await capture("tar", ["--extract", "--file", path.join("..", archive)], { cwd: directory });
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
}

/** A file as the commit has it; undefined when it has none. */
export async function fileAt(commit: string, file: string): Promise<string | undefined> {
  const listed = await output(["ls-tree", "--name-only", "-z", commit, "--", file]);
  if (listed === "") return undefined;
  return output(["cat-file", "blob", `${commit}:./${file}`]);
}

/**
 * What git prints.
 * @throws UserError with git's own reason, and with what it says of mending it
 */
async function output(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await git(args);
  if (code === 0) return stdout;
  throw new UserError(refusal(stderr));
}

function git(args: readonly string[]): Promise<Ended> {
  return runProgram("git", args, { cwd: root });
}

function refusal(stderr: string): string {
  const [first = "it does not say why", ...rest] = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (first.includes("not a git repository")) {
    const problem = "must be in a git repository, is in none";
    return formatFault({ path: root, problem, fix: "clone the project with git" });
  }
  const command = rest.find((line) => line.startsWith("git "));
  const fix = command ? `run ${command}` : rest.join(" ") || "mend that, and run it again";
  const reason = first.replace(/^(fatal|error): /, "");
  return formatFault({ path: root, problem: `must be readable for git, is not: ${reason}`, fix });
}

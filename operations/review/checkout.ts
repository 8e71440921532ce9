/** Checks out another version of this project beside the working tree. */
import { execFile } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { reasonOf, shown } from "../../src/lib/faults.ts";
import { UserError } from "../../src/lib/error.ts";
import { root } from "../../src/lib/paths.ts";

/**
 * The commit that a reference means.
 * @throws UserError when it means none
 */
export async function commitOf(reference: string): Promise<string> {
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`];
  const { stdout } = await git(args).catch(async () => {
    await git(["rev-parse", "--git-dir"]).catch(() => {
      throw new UserError(
        `${root}: must be in a git repository, is in none; clone the project with git`,
      );
    });
    throw new UserError(
      `--base: must be a commit of this repository, got ${shown(reference)}; fetch it with git, or name another`,
    );
  });
  return stdout.trim();
}

/** The files of a commit, in `directory`, with this version's dependencies. */
export async function checkOut(commit: string, directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const archive = `${directory}.tar`;
  await git(["archive", "--format=tar", `--output=${archive}`, commit]);
  await promisify(execFile)("tar", ["--extract", "--file", archive, "--directory", directory]);
  symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
}

/** A file as the commit has it; undefined when it has none. */
export async function fileAt(commit: string, file: string): Promise<string | undefined> {
  const found = await git(["show", `${commit}:./${file}`]).catch((error: unknown) => {
    if (/exists on disk, but not in|does not exist in/.test(reasonOf(error))) return undefined;
    throw error;
  });
  return found?.stdout;
}

function git(args: readonly string[]): Promise<{ stdout: string }> {
  return promisify(execFile)("git", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

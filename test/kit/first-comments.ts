/**
 * The first comment of each source file. `node test/kit/first-comments.ts <seed>` prints ten of them, chosen by
 * the seed, to read whether each says its file's job.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sha256 } from "../../src/lib/hash.ts";

const root = path.join(import.meta.dirname, "..", "..");

const SOURCE =
  /^(src|cli|operations|lab|stand-ins|policies|toolchain)\/.*(?<![.]test)[.](ts|js|mjs|cjs|sh)$/;

/** What is tracked, and what is new and not ignored. */
export function repositoryFiles(): string[] {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const listed = execFileSync("git", args, { cwd: root, encoding: "utf8" });
  const deleted = execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root });
  const gone = new Set(deleted.toString("utf8").split("\0"));
  return listed.split("\0").filter((name) => !gone.has(name));
}

/** By source file; undefined where the file begins with something else. */
export function firstComments(): Map<string, string | undefined> {
  const files = repositoryFiles().filter((name) => SOURCE.test(name));
  return new Map(
    files.map((name) => [name, firstComment(readFileSync(path.join(root, name), "utf8"))]),
  );
}

/** Its text in one line. Directives of shellcheck and the interpreter's line do not count. */
export function firstComment(text: string): string | undefined {
  const body = text.replace(/^#!.*\n/, "").replace(/^# shellcheck .*\n/, "");
  const [found] = /^(?:\/\*\*?[^]*?\*\/|(?:\/\/.*\n)+|(?:#.*\n)+)/.exec(body) ?? [];
  return found
    ?.replace(/^\s*(?:\/\*\*?|\*\/|\*(?!\/)|\/\/|#+)|\*\/$/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}

if (import.meta.main) {
  const [, , seed = "1"] = process.argv;
  const order = ([name]: [string, unknown]): string => sha256(`${seed} ${name}`);
  const sorted = [...firstComments()].sort((one, other) => (order(one) < order(other) ? -1 : 1));
  for (const [name, comment] of sorted.slice(0, 10)) console.log(`${name}: ${comment ?? ""}`);
}
